// The guide opened from the disk, built with relativeURLs: everything works but what browsers forbid there.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { focused, reader, style } from './browser.mjs';

const at = (page) => pathToFileURL(path.join(process.env.FILES, page)).href;

test('the menu leads through the guide', () =>
  reader({}, async (page) => {
    await page.goto(at('index.html'));
    assert.notEqual(await style(page, '.bar', 'position'), 'static', 'styles');
    await page.locator('#site-nav .shortcuts a', { hasText: 'Glossary' }).click();
    await page.waitForURL(/05-reference\/01-glossary/);
    assert.equal(await page.locator('h1').textContent(), 'Glossary');
    await page.locator('#site-nav [aria-current]').waitFor();
    await page.locator('.brand').click();
    await page.waitForURL(at('index.html'));
    await page.locator('main .pager a, main .actions a').first().click();
    await page.waitForURL((url) => url.href !== at('index.html'));
    assert.ok(await page.locator('h1').isVisible());
  }));

test('a closed part of a large menu opens', () =>
  reader({}, async (page) => {
    const large = (page) => pathToFileURL(path.join(process.env.LARGE_FILES, page)).href;
    await page.goto(large('c2/p3/index.html'));
    const menu = page.locator('#site-nav');
    await menu.locator('li', { has: page.locator('> a', { hasText: /^Chapter 5$/ }) }).locator('summary').first().click();
    await menu.getByRole('link', { name: 'Page 5.7', exact: true }).click();
    await page.waitForURL(large('c5/p7/index.html'));
  }));

test('pictures are shown', () =>
  reader({}, async (page) => {
    await page.goto(at('index.html'));
    const width = await page.locator('article img').first().evaluate(async (picture) => (await picture.decode(), picture.naturalWidth));
    assert.ok(width > 0);
  }));

test('the search finds, shows excerpts and leads there', () =>
  reader({}, async (page) => {
    await page.goto(at('index.html'));
    await page.locator('#site-nav .shortcuts a', { hasText: 'Glossary' }).click();
    await page.waitForURL(/05-reference\/01-glossary/);
    await page.keyboard.press('/');
    await focused(page, '#search-input');
    await page.keyboard.type('permisions boundry');
    const first = page.locator('#search-results a').first();
    await first.waitFor();
    assert.match(await first.getAttribute('href'), /02-permissions-boundary/);
    await page.locator('#search-results .search-excerpt mark').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/02-permissions-boundary/);
    assert.ok(await page.locator('h1').isVisible());
    // Of the pages that are asked for their excerpts; they need no focus.
  }, /^Blocked autofocusing/));
