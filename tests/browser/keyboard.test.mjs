// Everything is reached and left by keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focused, reader } from './browser.mjs';
import { at } from './site.mjs';

const PAGE = '/08-contributing/03-shortcodes/';
const CHAPTERS = ['/00-intro/01-who-this-is-for/', '/00-intro/02-stages-of-adoption/'];

test('the first Tab is the link past the menu', () =>
  reader({}, async (page) => {
    await page.goto(at(PAGE));
    await page.keyboard.press('Tab');
    await focused(page, '.skip');
    const box = await page.locator('.skip').boundingBox();
    assert.ok(box.x >= 0 && box.y >= 0 && box.height > 20, 'it is seen');
    await page.keyboard.press('Enter');
    await focused(page, 'main');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.closest('main')), 'the next stop is in the text');
  }));

test('the focus is always seen', () =>
  reader({}, async (page) => {
    await page.goto(at(PAGE));
    const unseen = [];
    for (let stop = 0; stop < 40; stop++) {
      await page.keyboard.press('Tab');
      const wrong = await page.evaluate(() => {
        const node = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
        return seen ? null : node.outerHTML.slice(0, 100);
      });
      if (wrong) unseen.push(wrong);
    }
    assert.deepEqual(unseen, []);
  }));

for (const key of ['/', 'Control+k', 'Meta+k'])
  test(`${key} opens the search, Esc gives the focus back`, () =>
    reader({}, async (page) => {
      await page.goto(at(PAGE));
      const link = page.locator('main article p a').first();
      await link.focus();
      await page.keyboard.press(key);
      await focused(page, '#search-input');
      await page.keyboard.type('vpc');
      await page.locator('#search-results a').first().waitFor();
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !document.querySelector('#search').open);
      assert.ok(await link.evaluate((node) => node === document.activeElement));
    }));

test('a slash in the search is a slash', () =>
  reader({}, async (page) => {
    await page.goto(at('/'));
    await page.keyboard.press('/');
    await focused(page, '#search-input');
    await page.keyboard.type('a/b');
    assert.equal(await page.locator('#search-input').inputValue(), 'a/b');
  }));

test('arrows lead to the next and the previous page', () =>
  reader({}, async (page) => {
    await page.goto(at(CHAPTERS[0]));
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(at(CHAPTERS[1]));
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(at(CHAPTERS[0]));
  }));

test('single keys can be switched off', () =>
  reader({}, async (page) => {
    await page.goto(at(CHAPTERS[0]));
    await page.keyboard.press('?');
    await page.locator('#single-keys').uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+k');
    await focused(page, '#search-input');
    assert.equal(page.url(), at(CHAPTERS[0]));
    assert.equal(await page.locator('#search-input').inputValue(), '');
  }));

test('arrows, Home and End move between tabs and leave the page alone', () =>
  reader({}, async (page) => {
    await page.goto(at(PAGE));
    const tabs = page.locator('[role=tablist]').first().getByRole('tab');
    const last = (await tabs.count()) - 1;
    const chosen = async (at, why) => {
      assert.equal(await tabs.nth(at).getAttribute('aria-selected'), 'true', why);
      assert.ok(await tabs.nth(at).evaluate((tab) => tab === document.activeElement), `${why}: focus`);
      const panel = await tabs.nth(at).getAttribute('aria-controls');
      assert.ok(await page.locator(`#${panel}`).isVisible(), `${why}: panel`);
    };
    await tabs.first().focus();
    await page.keyboard.press('ArrowRight');
    await chosen(1, 'right');
    await page.keyboard.press('ArrowLeft');
    await chosen(0, 'left');
    await page.keyboard.press('ArrowLeft');
    await chosen(last, 'left of the first');
    await page.keyboard.press('Home');
    await chosen(0, 'Home');
    await page.keyboard.press('End');
    await chosen(last, 'End');
    assert.equal(page.url(), at(PAGE));
  }));

test('the menu of small screens takes the focus and gives it back', () =>
  reader({ viewport: { width: 390, height: 844 } }, async (page) => {
    await page.goto(at(PAGE));
    await page.locator('.menu-link').focus();
    await page.keyboard.press('Enter');
    await focused(page, '#site-nav a');
    assert.ok(await page.locator('#site-nav').isVisible());
    assert.equal(await page.locator('.menu-link').getAttribute('aria-expanded'), 'true');
    assert.ok(await page.evaluate(() => document.querySelector('main').inert));
    await page.keyboard.press('Escape');
    await focused(page, '.menu-link');
    await page.waitForFunction(() => !document.querySelector('#site-nav').checkVisibility({ visibilityProperty: true }));
  }));
