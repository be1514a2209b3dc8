// The built guide, served as a plain file server does: folders by their index.html, what is absent by 404.html.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after } from 'node:test';

const TYPES = {
  html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', json: 'application/json', svg: 'image/svg+xml',
  png: 'image/png', xml: 'application/xml', txt: 'text/plain', md: 'text/markdown',
};

/** Serves a folder while the tests of a file run; gives the address of a page of it. */
export async function serve(root) {
  const server = http.createServer((request, answer) => {
    // Asked for by the browser itself where it shows a bare picture.
    if (request.url === '/favicon.ico') return answer.writeHead(204).end();
    const asked = path.join(root, path.normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
    const file = [asked, path.join(asked, 'index.html')].find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
    answer.writeHead(file ? 200 : 404, { 'content-type': TYPES[path.extname(file ?? '404.html').slice(1)] ?? 'application/octet-stream' });
    fs.createReadStream(file ?? path.join(root, '404.html')).pipe(answer);
  });
  await new Promise((listens) => server.listen(0, '127.0.0.1', listens));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (page) => `http://127.0.0.1:${server.address().port}${page}`;
}

/** The address of a page of the guide. */
export const at = await serve(process.env.SITE);

/** One page of each kind, by its name. */
export const KINDS = {
  home: '/',
  section: '/01-dev/',
  'long page': '/08-contributing/05-checks/',
  'page of tables and code': '/05-reference/03-cidr-plan/',
  shortcodes: '/08-contributing/03-shortcodes/',
  stub: '/04-test-prod/',
  search: '/search/',
  taxonomy: '/tags/',
  term: '/tags/network/',
  missing: '/missing/',
  'chapter for paper': '/01-dev/print.html',
  404: '/nowhere/',
};

/** A browser says of a page that is not there that it could not be loaded. */
export const LOST = /status of 404.*\/nowhere\//;
