// axe finds nothing on any kind of page, in either colour scheme, with sheets open or closed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breaches } from './axe.mjs';
import { focused, reader } from './browser.mjs';
import { KINDS, LOST, at } from './site.mjs';

for (const colorScheme of ['light', 'dark'])
  for (const [kind, address] of Object.entries(KINDS))
    test(`${kind}, ${colorScheme}`, () =>
      reader({ colorScheme }, async (page) => {
        await page.goto(at(address));
        assert.deepEqual(await breaches(page), []);
        await page.keyboard.press('Control+k');
        await focused(page, '#search-input');
        await page.keyboard.type('account');
        await page.locator('#search-results mark').first().waitFor();
        assert.deepEqual(await breaches(page), [], 'search open');
        await page.keyboard.press('Escape');
        if (kind !== 'long page') return;
        await page.setViewportSize({ width: 390, height: 844 });
        assert.deepEqual(await breaches(page), [], 'narrow');
      }, LOST));

test('forced colours: marks of the search can be read', () =>
  reader({ forcedColors: 'active', colorScheme: 'dark' }, async (page) => {
    await page.goto(at('/'));
    await page.keyboard.press('/');
    await focused(page, '#search-input');
    await page.keyboard.type('account');
    await page.locator('#search-results mark').first().waitFor();
    const [mark, system] = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('p'));
      probe.style.background = 'Mark';
      return [document.querySelector('#search-results mark'), probe].map((node) => getComputedStyle(node).backgroundColor);
    });
    assert.equal(mark, system);
    assert.deepEqual(await breaches(page), []);
  }));

for (const colorScheme of ['light', 'dark'])
  test(`sheets: search, help, picture, menu; ${colorScheme}`, () =>
    reader({ colorScheme }, async (page) => {
      await page.goto(at('/'));
      await page.keyboard.press('/');
      await focused(page, '#search-input');
      assert.deepEqual(await breaches(page), [], 'search, empty');
      await page.keyboard.type('account');
      await page.locator('#search-results mark').first().waitFor();
      assert.deepEqual(await breaches(page), [], 'search, with results');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      assert.deepEqual(await breaches(page), [], 'help');
      await page.keyboard.press('Escape');
      await page.locator('.lightbox-link').first().click();
      assert.deepEqual(await breaches(page), [], 'picture');
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('.menu-link').click();
      assert.deepEqual(await breaches(page), [], 'menu');
    }));
