// The search finds what readers look for, as they spell it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focused, reader } from './browser.mjs';
import { at } from './site.mjs';

/** What is typed, and the page that must come first; those that begin with ~ are among the first three. */
const QUERIES = [
  ['glossary', '/05-reference/01-glossary/'],
  ['site to site vpn', '/02-fast-follow/01-hybrid-networking/02-site-to-site-vpn/'],
  ['permissions boundary', '/01-dev/04-team-access/02-permissions-boundary/'],
  ['incidents', '/03-operate/02-incidents/'],
  ['dns', '/02-fast-follow/01-hybrid-networking/03-hybrid-dns/'],
  ['cidr', '/05-reference/03-cidr-plan/'],
  ['central log', '/02-fast-follow/03-central-logging/'],
  ['budget', '~/02-fast-follow/04-cost-control/'],
  ['permisions boundry', '/01-dev/04-team-access/02-permissions-boundary/'],
  ['glosary', '/05-reference/01-glossary/'],
  ['identty provider', '~/02-fast-follow/02-federated-access/02-connect-your-identity-provider/'],
  ['shortcode', '/08-contributing/03-shortcodes/'],
];

const paths = (page) => page.locator('#search-results a').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));

test('queries find their pages', () =>
  reader({}, async (page) => {
    await page.goto(at('/'));
    await page.keyboard.press('/');
    await focused(page, '#search-input');
    const missed = [];
    for (const [query, wanted] of QUERIES) {
      await page.locator('#search-input').fill('');
      await page.waitForFunction(() => !document.querySelector('#search-results a'));
      await page.locator('#search-input').fill(query);
      await page.locator('#search-results a').first().waitFor();
      const found = (await paths(page)).slice(0, wanted.startsWith('~') ? 3 : 1);
      if (!found.includes(wanted.replace('~', ''))) missed.push([query, wanted, ...found]);
    }
    assert.deepEqual(missed, []);
  }));

test('a result is chosen by arrows, opened by Enter, and its section is in view', () =>
  reader({}, async (page) => {
    await page.goto(at('/'));
    await page.locator('.search-button').click();
    await focused(page, '#search-input');
    await page.keyboard.type('organizational unit');
    await page.locator('#search-results a').nth(2).waitFor();
    const chosen = () => page.locator('#search-results [aria-selected=true]').evaluateAll((nodes) => nodes.map((node) => node.id));
    assert.deepEqual(await chosen(), ['search-0']);
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await chosen(), ['search-1']);
    assert.equal(await page.locator('#search-input').getAttribute('aria-activedescendant'), 'search-1');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await chosen(), ['search-0']);
    const href = await page.locator('#search-0').evaluate((link) => link.href);
    await page.keyboard.press('Enter');
    await page.waitForURL(href);
    assert.ok(!(await page.locator('#search').isVisible()));
  }));

test('results show where they stand and the words that were found', () =>
  reader({}, async (page) => {
    await page.goto(at('/'));
    await page.keyboard.press('/');
    await focused(page, '#search-input');
    await page.keyboard.type('transit gateway');
    const marks = page.locator('#search-results .search-excerpt mark');
    await marks.first().waitFor();
    assert.match((await marks.first().textContent()).toLowerCase(), /transit|gateway/);
    assert.match(await page.locator('#search-status').textContent(), /\d/);
  }));

test('what is not found is said', () =>
  reader({}, async (page) => {
    await page.goto(at('/'));
    await page.keyboard.press('/');
    await focused(page, '#search-input');
    await page.keyboard.type('qqqqzzzz');
    await page.waitForFunction(() => document.querySelector('#search-status').textContent.includes('qqqqzzzz'));
    assert.ok(!(await page.locator('#search-results').isVisible()));
  }));

test('nothing of the search is loaded before it is wanted', () =>
  reader({}, async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(at('/'));
    assert.deepEqual(asked.filter((path) => path.includes('search')), []);
    await page.keyboard.press('/');
    await page.waitForFunction(() => window.guidegenSearch?.find);
    assert.equal(asked.filter((path) => path.includes('search')).length, 2);
  }));
