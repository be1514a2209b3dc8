// axe finds nothing on any kind of page, in either colour scheme, with sheets open or closed.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { focused, reader } from './browser.mjs';
import { KINDS, LOST, at } from './site.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * Every rule, those that are tried out too, but two of level AAA that a guide full of links need not keep, and one that
 * contradicts `scrollable-region-focusable`: a table that scrolls is a stop of the Tab key.
 */
async function breaches(page) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const beyond = ['color-contrast-enhanced', 'identical-links-same-purpose', 'focus-order-semantics'];
    const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !beyond.includes(ruleId) }]));
    const { violations } = await axe.run(document, { rules, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(' | ')}`);
  });
}

for (const colorScheme of ['light', 'dark'])
  for (const [kind, address] of Object.entries(KINDS))
    test(`${kind}, ${colorScheme}`, () =>
      reader({ colorScheme }, async (page) => {
        await page.goto(at(address));
        assert.deepEqual(await breaches(page), []);
        if (kind !== 'long page') return;
        await page.setViewportSize({ width: 390, height: 844 });
        assert.deepEqual(await breaches(page), [], 'narrow');
      }, LOST));

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
