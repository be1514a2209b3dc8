// Builds the guide of this repository twice, with addresses from the root and with relative ones, and a large guide, and
// runs the tests over them. `npm test -- search serve` runs the files of these names only.
//
// Environment: GUIDEGEN is the binary (else target/debug/guidegen, built if it is absent), CHROME_PATH the browser, and
// GUIDEGEN_BROWSER_TESTS=required turns the skip for want of either into a failure.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');

function skip(reason) {
  const required = process.env.GUIDEGEN_BROWSER_TESTS === 'required';
  console.log(`browser tests ${required ? 'cannot run' : 'skipped'}: ${reason}`);
  process.exit(required ? 1 : 0);
}

function run(program, ...args) {
  const done = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  if (done.status === 0) return;
  console.error(`${program} ${args.join(' ')} failed\n${done.error ?? ''}${done.stdout ?? ''}${done.stderr ?? ''}`);
  process.exit(1);
}

/** A guide of 12 chapters of 40 pages: the menu does not stand whole on a page, nor does the list of all pages. */
function writeLarge(folder) {
  const write = (file, weight, title, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, 'content', file)), { recursive: true });
    fs.writeFileSync(path.join(folder, 'content', file), `---\ntitle: ${title}\nweight: ${weight}\n---\n${text}`);
  };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'guidegen.toml'), 'baseURL = "https://guide.example.com/"\ntitle = "Large"\ntheme = "foundation"\n');
  write('_index.md', 1, 'Large', 'Many pages.\n');
  for (let chapter = 1; chapter <= 12; chapter++) {
    write(`c${chapter}/_index.md`, chapter, `Chapter ${chapter}`, 'The chapter.\n');
    for (let page = 1; page <= (chapter === 12 ? 200 : 40); page++)
      write(`c${chapter}/p${page}.md`, page, `Page ${chapter}.${page}`, [1, 2, 3].map((part) => `## Part ${part}\n\nText.\n`).join('\n'));
  }
}

const chromium = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((file) => file && fs.existsSync(file));
if (!chromium) skip('there is no Chromium; install it, or name one by CHROME_PATH');
for (const name of ['playwright-core', 'axe-core'])
  if (!fs.existsSync(path.join(here, 'node_modules', name))) skip(`${name} is not installed; run \`npm ci\` in tests/browser`);

const guidegen = path.resolve(process.env.GUIDEGEN || path.join(root, 'target/debug/guidegen'));
if (!fs.existsSync(guidegen)) run('cargo', 'build', '--quiet');

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'guidegen-browser-'));
let status = 1;
try {
  const [site, files, large, largeFiles] = ['site', 'files', 'large', 'large-files'].map((name) => path.join(temporary, name));
  const guide = path.join(temporary, 'guide');
  for (const part of ['content', 'images', 'static', 'themes']) fs.cpSync(path.join(root, part), path.join(guide, part), { recursive: true });
  // Pages of the kinds that the guide itself has none of: terms, chapters for paper, what is still missing.
  fs.writeFileSync(path.join(guide, 'content/05-reference/09-terms.md'), '---\ntitle: Terms\nweight: 90\ntags: [network, access]\n---\nA page with tags.\n');
  const settings = `${fs.readFileSync(path.join(root, 'guidegen.toml'), 'utf8')}page = "/missing/"\n\n[guidegen.outputs]\nprint = true\n`;
  const configure = (first) => fs.writeFileSync(path.join(guide, 'guidegen.toml'), first + settings);
  configure('');
  run(guidegen, 'build', '--quiet', '--root', guide, '--base-url', 'http://127.0.0.1/', '--out', site);
  configure('relativeURLs = true\n');
  run(guidegen, 'build', '--quiet', '--root', guide, '--out', files);
  const many = path.join(temporary, 'many');
  fs.cpSync(path.join(root, 'themes'), path.join(many, 'themes'), { recursive: true });
  writeLarge(many);
  run(guidegen, 'build', '--quiet', '--root', many, '--base-url', 'http://127.0.0.1/', '--out', large);
  fs.appendFileSync(path.join(many, 'guidegen.toml'), 'relativeURLs = true\n');
  run(guidegen, 'build', '--quiet', '--root', many, '--out', largeFiles);
  const named = process.argv.slice(2);
  const tests = fs.readdirSync(here).filter((name) => name.endsWith('.test.mjs'))
    .filter((name) => !named.length || named.some((part) => name.startsWith(part)));
  const done = spawnSync(
    process.execPath,
    // One file at a time: what is measured in milliseconds on an idle machine is not on a busy one.
    ['--test', '--test-concurrency=1', '--test-reporter=spec', ...tests],
    { cwd: here, stdio: 'inherit', env: { ...process.env, GUIDEGEN: guidegen, CHROME_PATH: chromium, SITE: site, FILES: files, LARGE: large, LARGE_FILES: largeFiles } }
  );
  status = done.status ?? 1;
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
process.exit(status);
