// The page fits its window, and its paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overhang, reader, style } from './browser.mjs';
import { KINDS, LOST, at } from './site.mjs';

for (const [kind, address] of Object.entries(KINDS))
  test(`${kind}: no sideways scroll`, () =>
    reader({ viewport: { width: 320, height: 640 } }, async (page) => {
      await page.goto(at(address));
      for (const width of [320, 768, 1024, 1440]) {
        await page.setViewportSize({ width, height: 640 });
        assert.deepEqual(await overhang(page), [], `${width} px`);
      }
      await page.setViewportSize({ width: 640, height: 640 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      assert.deepEqual(await overhang(page), [], 'letters of twice the size');
      await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      assert.deepEqual(await overhang(page), [], 'right to left');
    }, LOST));

test('nothing moves while a page loads', () =>
  reader({}, async (page) => {
    await page.addInitScript(() => {
      window.shifts = 0;
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) window.shifts += shift.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const address of [KINDS.home, KINDS.shortcodes, KINDS['long page']]) {
      await page.goto(at(address));
      await page.evaluate(async () => {
        for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
          scrollTo({ top: y, behavior: 'instant' });
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }
      });
      assert.ok((await page.evaluate(() => window.shifts)) < 0.001, address);
    }
  }));

test('paper: the text alone, dark on white', () =>
  reader({ colorScheme: 'dark' }, async (page) => {
    await page.goto(at(KINDS.shortcodes));
    await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const gone of ['.bar', '#site-nav', '.pager', '.foot', '.tablist'])
      assert.ok(!(await page.locator(gone).first().isVisible()), gone);
    assert.equal(await style(page, 'html', 'backgroundColor'), 'rgb(255, 255, 255)');
    assert.equal(await style(page, 'html', 'color'), 'rgb(27, 35, 48)');
    assert.deepEqual(await page.locator('.tab').evaluateAll((tabs) => tabs.filter((tab) => tab.clientHeight < 40).length), 0);
    assert.ok(await page.evaluate(() => document.querySelector('main').clientWidth > innerWidth * 0.9), 'the text has the whole width');
  }));

test('paper: a whole chapter, whose list of contents and references stay within it', () =>
  reader({}, async (page) => {
    await page.goto(at(KINDS['chapter for paper']));
    const titles = await page.locator('.book-part > h2').allTextContents();
    assert.ok(titles.length > 5);
    assert.deepEqual(await page.locator('.book-contents a').allTextContents(), titles);
    const lost = await page.locator('.book a[href^="#"]').evaluateAll((links) =>
      links.map((link) => decodeURIComponent(link.hash.slice(1))).filter((id) => !document.getElementById(id)));
    assert.deepEqual(lost, []);
    assert.ok((await page.locator('.book-part a[href^="#part-"]').count()) > 3, 'references between its pages');
    await page.emulateMedia({ media: 'print' });
    const breaks = await page.locator('.book-part').evaluateAll((parts) => parts.map((part) => getComputedStyle(part).breakBefore));
    assert.deepEqual(new Set(breaks.slice(1)), new Set(['page']));
    assert.ok(!(await page.locator('.bar').isVisible()));
  }));

test('who wants less motion gets none', () =>
  reader({ viewport: { width: 390, height: 844 } }, async (page) => {
    await page.goto(at(KINDS['long page']));
    const moving = async () => [await style(page, 'html', 'scrollBehavior'), await style(page, '#site-nav', 'transitionDuration')];
    await page.locator('.menu-link').click();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    assert.deepEqual(await moving(), ['auto', '0s']);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    assert.deepEqual(await moving(), ['smooth', '0.2s, 0.2s']);
  }));
