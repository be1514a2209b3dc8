// The development server seen from the browser: what the author writes is there without a reload, and what is broken is
// told while the last good page stays.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { PATIENCE, reader, style } from './browser.mjs';

const REPOSITORY = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'guidegen-serve-'));
for (const part of ['content', 'images', 'static', 'themes', 'guidegen.toml'])
  fs.cpSync(path.join(REPOSITORY, part), path.join(root, part), { recursive: true });

const LONG = { file: 'content/08-contributing/05-checks.md', url: '/08-contributing/05-checks/' };
const CODES = { file: 'content/08-contributing/03-shortcodes.md', url: '/08-contributing/03-shortcodes/' };
const SHORT = { file: 'content/03-operate/02-incidents.md', url: '/03-operate/02-incidents/' };

const port = await new Promise((free) => {
  const probe = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => free(port));
  });
});
const at = (page) => `http://127.0.0.1:${port}${page}`;

let server;
/** Starts the server; done when it says that it serves. */
function start() {
  server = spawn(process.env.GUIDEGEN, ['serve', '--root', root, '--port', String(port), '--color', 'never']);
  return new Promise((ready, failed) => {
    let said = '';
    const listen = (text) => {
      said += text;
      if (said.includes('serving at')) ready();
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
}
function stop() {
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGINT');
  return gone;
}
await start();
after(async () => {
  await stop();
  fs.rmSync(root, { recursive: true, force: true });
});

const shown = async () => Promise.all([SHORT, LONG, CODES].map(async ({ url }) => (await fetch(at(url))).text()));
const first = await shown();
const originals = new Map();

/** A reader, after whom the guide and what is served are again what they were. */
async function author(body, allowed) {
  try {
    await reader({}, body, allowed);
  } finally {
    for (const [place, text] of originals) text === null ? fs.rmSync(place, { force: true }) : fs.writeFileSync(place, text);
    originals.clear();
    const end = Date.now() + PATIENCE;
    while (String(await shown()) !== String(first)) {
      assert.ok(Date.now() < end, 'the server shows what was written back');
      await new Promise((later) => setTimeout(later, 100));
    }
  }
}

const write = (file, text) => {
  const place = path.join(root, file);
  if (!originals.has(place)) originals.set(place, fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : null);
  fs.writeFileSync(place, text);
};
const edit = (file, change) => {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const next = change(text);
  assert.notEqual(next, text, `${file} is to change`);
  write(file, next);
};
const append = (file, words) => edit(file, (text) => `${text}\n\n${words}\n`);

/** Opens a page and waits until it is connected; the mark tells later whether it was loaded anew. */
async function open(page, url) {
  const connected = page.waitForResponse((answer) => answer.url().includes('.guidegen/events'));
  await page.goto(at(url));
  await connected;
  await page.evaluate(() => (window.mark = 'not loaded anew'));
}
const kept = async (page) => assert.equal(await page.evaluate(() => window.mark), 'not loaded anew');
const text = (page, words) => page.locator('main article', { hasText: words }).waitFor();
const strip = (page) => page.locator('guidegen-strip');
const polls = { timeout: PATIENCE, polling: 100 };

test('a paragraph changes in place, and the page stays where it was read', () =>
  author(async (page) => {
    await open(page, LONG.url);
    await page.evaluate(() => scrollTo(0, 1500));
    const top = await page.evaluate(() => scrollY);
    append(LONG.file, 'A sentence at the end.');
    await text(page, 'A sentence at the end.');
    assert.equal(await page.evaluate(() => scrollY), top, 'written below');
    const head = page.locator('main h2').nth(3);
    await head.evaluate((node) => node.scrollIntoView());
    const place = (await head.boundingBox()).y;
    edit(LONG.file, (text) => text.replace('\n## ', '\nA paragraph written above.\n\nAnother one.\n\n## '));
    await text(page, 'A paragraph written above.');
    assert.ok(Math.abs((await head.boundingBox()).y - place) < 2, 'written above');
    await kept(page);
  }));

test('what the reader did is kept: an open box, a chosen tab, a filled field', () =>
  author(async (page) => {
    await open(page, CODES.url);
    const box = page.locator('article details.expand:not([open])').first();
    const name = await box.locator('summary').textContent();
    await box.locator('summary').click();
    await page.getByRole('tab', { name: 'CLI' }).click();
    append(CODES.file, 'A sentence for the boxes.');
    await text(page, 'A sentence for the boxes.');
    assert.ok(await page.locator('article details[open]', { hasText: name }).count());
    assert.equal(await page.getByRole('tab', { name: 'CLI' }).getAttribute('aria-selected'), 'true');
    await kept(page);
  }));

test('styles change without a reload', () =>
  author(async (page) => {
    await open(page, SHORT.url);
    edit('themes/foundation/assets/css/foundation.css', (text) => `${text}\n.brand { letter-spacing: 7px }\n`);
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.brand')).letterSpacing === '7px', null, polls);
    assert.equal(await style(page, '.bar', 'position'), 'sticky', 'the other styles stand');
    await kept(page);
  }));

test('a broken shortcode is told with its place while the old page stands, until it is mended', () =>
  author(async (page) => {
    await open(page, SHORT.url);
    const broken = '{{% notcie note %}}\nText.\n{{% /notcie %}}';
    append(SHORT.file, broken);
    await strip(page).waitFor({ state: 'attached' });
    const line = fs.readFileSync(path.join(root, SHORT.file), 'utf8').split('\n').indexOf('{{% notcie note %}}') + 1;
    assert.match(await strip(page).locator('summary').textContent(), /error/);
    await strip(page).locator('summary').click();
    const told = strip(page).locator('li').first();
    assert.ok((await told.innerText()).includes(`${SHORT.file}:${line}`), await told.innerText());
    assert.match(await told.innerText(), /notice/, 'the nearest name');
    assert.ok(!(await page.locator('main').innerText()).includes('notcie'));
    edit(SHORT.file, (text) => text.replaceAll('notcie', 'notice'));
    await strip(page).waitFor({ state: 'detached' });
    await page.locator('main .notice', { hasText: 'Text.' }).first().waitFor();
    await kept(page);
  }));

test('a page that is deleted points to others, and comes back', () =>
  author(async (page) => {
    const file = 'content/03-operate/04-changed.md';
    write(file, "---\ntitle: 'Farewell'\ndescription: 'A page that goes.'\nweight: 40\n---\nIt stays a while.\n");
    await open(page, '/03-operate/');
    await page.locator('#site-nav a', { hasText: 'Farewell' }).waitFor({ state: 'attached' });
    await open(page, '/03-operate/04-changed/');
    fs.rmSync(path.join(root, file));
    await strip(page).locator('p', { hasText: 'gone' }).waitFor();
    assert.ok((await strip(page).locator('p a').count()) >= 1, 'pages with like names');
    write(file, "---\ntitle: 'Farewell'\ndescription: 'A page that goes.'\nweight: 40\n---\nIt is back.\n");
    await text(page, 'It is back.');
    fs.rmSync(path.join(root, file));
    await strip(page).locator('p a').first().click();
    await page.waitForURL((url) => !url.pathname.includes('changed'));
    assert.ok(await page.locator('h1').isVisible());
  }, /status of 404.*changed/));

test('two tabs change, each its own page', () =>
  author(async (page, context) => {
    const other = await context.newPage();
    await open(page, SHORT.url);
    await open(other, LONG.url);
    append(SHORT.file, 'For the first tab.');
    append(LONG.file, 'For the second tab.');
    await text(page, 'For the first tab.');
    await text(other, 'For the second tab.');
    await kept(page);
    await kept(other);
  }));

test('a server that comes back is found, with what changed meanwhile', () =>
  author(async (page) => {
    await open(page, SHORT.url);
    await stop();
    append(SHORT.file, 'Written while nobody served.');
    await start();
    await text(page, 'Written while nobody served.');
    append(SHORT.file, 'Written afterwards.');
    await text(page, 'Written afterwards.');
    await kept(page);
  }, /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/));

test('a page that is not there says so and points to one that is', () =>
  author(async (page) => {
    await page.goto(at('/03-operate/02-incident/'));
    await page.locator('.guidegen-near a', { hasText: /incident/i }).first().click();
    await page.waitForURL(at(SHORT.url));
  }, /status of 404/));
