// Without JavaScript everything is there to be read and reached.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overhang, reader } from './browser.mjs';
import { KINDS, at } from './site.mjs';

const SMALL = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false };
const LARGE = { javaScriptEnabled: false };

test('the menu opens and closes by its links', () =>
  reader(SMALL, async (page) => {
    await page.goto(at(KINDS.shortcodes));
    const menu = page.locator('#site-nav');
    assert.ok(!(await menu.isVisible()));
    await page.locator('.menu-link').click();
    await menu.waitFor();
    const link = menu.getByRole('link', { name: 'Glossary' }).first();
    await link.scrollIntoViewIfNeeded();
    await menu.locator('.nav-close').click();
    await menu.waitFor({ state: 'hidden' });
    await page.locator('.menu-link').click();
    await link.click();
    await page.waitForURL(at('/05-reference/01-glossary/'));
  }));

test('the menu of large screens is open at the page', () =>
  reader(LARGE, async (page) => {
    await page.goto(at('/01-dev/03-network/01-address-plan/'));
    assert.ok(await page.locator('#site-nav a[aria-current=page]').isVisible());
    assert.ok((await page.locator('#site-nav a:visible').count()) > 10);
  }));

test('all panels of tabs are readable, each with its title', () =>
  reader(LARGE, async (page) => {
    await page.goto(at(KINDS.shortcodes));
    const panels = page.locator('.tabs .tab[role=tabpanel]');
    assert.ok((await panels.count()) >= 2);
    for (const panel of await panels.all()) {
      assert.ok(await panel.locator(':scope > *').first().isVisible());
      const title = await panel.evaluate((node) => [node.dataset.title, getComputedStyle(node, '::before').content]);
      assert.equal(title[1], JSON.stringify(title[0]));
    }
    assert.ok(!(await page.locator('[role=tablist]').first().isVisible()));
    assert.deepEqual(await overhang(page), []);
  }));

test('what needs a script is not shown', () =>
  reader(LARGE, async (page) => {
    await page.goto(at('/'));
    assert.equal(await page.locator('.needs-script:visible, .copy:visible').count(), 0);
  }));

test('the search leads to the list of all pages', () =>
  reader(SMALL, async (page) => {
    await page.goto(at('/'));
    await page.locator('.search-button').click();
    await page.waitForURL((url) => url.pathname === '/search/');
    assert.ok((await page.locator('main li a').count()) > 40);
    await page.locator('main').getByRole('link', { name: 'Glossary', exact: true }).click();
    await page.waitForURL(at('/05-reference/01-glossary/'));
  }));

test('the text is the same as with JavaScript', async () => {
  const texts = [];
  for (const javaScriptEnabled of [true, false])
    await reader({ javaScriptEnabled }, async (page) => {
      await page.goto(at(KINDS['long page']));
      texts.push((await page.locator('main').innerText()).replace(/\s+/g, ' '));
    });
  assert.equal(texts[1], texts[0]);
});

test('a picture opens by its link', () =>
  reader(LARGE, async (page) => {
    await page.goto(at('/01-dev/02-landing-zone/'));
    await page.locator('.lightbox-link').click();
    await page.waitForURL(at('/images/01-dev/landing-zone.svg'));
  }));
