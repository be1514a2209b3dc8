// A guide that is too large for a menu and a list on every page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breaches } from './axe.mjs';
import { overhang, reader } from './browser.mjs';
import { serve } from './site.mjs';

const at = await serve(process.env.LARGE);

test('a closed part of the menu is fetched when it is opened, once for all pages', () =>
  reader({}, async (page) => {
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(at('/c2/p3/'));
    const menu = page.locator('#site-nav');
    assert.equal(await menu.locator('a[aria-current=page]').textContent(), 'Page 2.3');
    assert.equal(await menu.getByRole('link', { name: 'Page 5.7', exact: true }).count(), 0);
    assert.deepEqual(asked.filter((path) => /menu\..*\.js/.test(path)), []);
    const chapter = menu.locator('li', { has: page.locator('> a', { hasText: /^Chapter 5$/ }) });
    await chapter.locator('summary').first().click();
    await menu.getByRole('link', { name: 'Page 5.7', exact: true }).click();
    await page.waitForURL(at('/c5/p7/'));
    assert.equal(asked.filter((path) => /menu\..*\.js/.test(path)).length, 1);
    assert.equal(await menu.locator('a[aria-current=page]').textContent(), 'Page 5.7');
    assert.deepEqual(await breaches(page), []);
  }));

test('of a long level the rest comes in where the reader asks for it', () =>
  reader({}, async (page) => {
    await page.goto(at('/c12/p190/'));
    const menu = page.locator('#site-nav'), rest = menu.locator('[data-rest]');
    assert.deepEqual(await rest.allTextContents(), ['… 80 more']);
    assert.equal(await rest.getAttribute('href'), '/c12/');
    await rest.focus();
    await page.keyboard.press('Enter');
    await menu.getByRole('link', { name: 'Page 12.1', exact: true }).waitFor();
    assert.equal(await rest.count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Page 12.1');
    assert.equal(await menu.locator('.ancestor li').count(), 200);
    assert.equal(await menu.locator('a[aria-current=page]').textContent(), 'Page 12.190');
    await page.goto(at('/c12/p10/'));
    await rest.click();
    await menu.getByRole('link', { name: 'Page 12.200', exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Page 12.121');
    assert.deepEqual(await breaches(page), []);
  }));

test('without script the rest of a long level is on the page of its section', () =>
  reader({ javaScriptEnabled: false }, async (page) => {
    await page.goto(at('/c12/p190/'));
    await page.locator('#site-nav [data-rest]').click();
    await page.waitForURL(at('/c12/'));
  }));

test('without script an overview leads to the lists of all pages', () =>
  reader({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } }, async (page) => {
    await page.goto(at('/c2/p3/'));
    await page.locator('.search-button').click();
    await page.waitForURL((url) => url.pathname === '/search/');
    assert.deepEqual(await overhang(page), []);
    await page.locator('main').getByRole('link', { name: /^All pages Chapter 9/ }).click();
    await page.waitForURL(at('/search/c9/'));
    assert.deepEqual(await overhang(page), []);
    await page.locator('.pager [rel=next]').click();
    await page.waitForURL(at('/search/c10/'));
    await page.locator('.breadcrumbs a').click();
    await page.waitForURL(at('/search/'));
    await page.goBack();
    await page.locator('main').getByRole('link', { name: 'Page 10.40', exact: true }).click();
    await page.waitForURL(at('/c10/p40/'));
  }));

for (const colorScheme of ['light', 'dark'])
  test(`axe: overview and list, ${colorScheme}`, () =>
    reader({ colorScheme }, async (page) => {
      for (const address of ['/search/', '/search/c9/']) {
        await page.goto(at(address));
        assert.deepEqual(await breaches(page), [], address);
      }
    }));
