// Colour scheme, tabs, pictures, copying, the contents beside the text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader, style } from './browser.mjs';
import { KINDS, at } from './site.mjs';

const WHITE = 'rgb(255, 255, 255)';
const DARK = 'rgb(18, 22, 29)';

test('the colour scheme is that of the system until it is chosen, and then kept', () =>
  reader({ colorScheme: 'dark' }, async (page, context) => {
    // What the page looks like when its body begins: later is a flash.
    await context.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.first = document.documentElement.dataset.theme;
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    const button = page.locator('.theme-button');
    await page.goto(at('/'));
    assert.equal(await page.evaluate(() => window.first), 'auto');
    assert.equal(await style(page, 'html', 'backgroundColor'), DARK);
    await button.click();
    assert.equal(await style(page, 'html', 'backgroundColor'), WHITE, 'light');
    assert.match(await button.getAttribute('aria-label'), /light/i);
    await page.goto(at(KINDS['long page']));
    assert.equal(await page.evaluate(() => window.first), 'light');
    assert.equal(await style(page, 'html', 'backgroundColor'), WHITE, 'light, kept');
    await button.click();
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await style(page, 'html', 'backgroundColor'), DARK, 'dark');
    await button.click();
    assert.equal(await style(page, 'html', 'backgroundColor'), WHITE, 'as the system');
  }));

test('the tab that was chosen is chosen in all sets of its group, here and on other pages', () =>
  reader({}, async (page) => {
    await page.goto(at(KINDS.shortcodes));
    const groups = page.locator('.tabs[data-group=cli]');
    const chosen = () => groups.locator('[aria-selected=true]').allTextContents();
    assert.deepEqual(new Set(await chosen()), new Set(['Console']));
    const tab = groups.last().getByRole('tab', { name: 'CLI' });
    await tab.scrollIntoViewIfNeeded();
    const place = (await tab.boundingBox()).y;
    await tab.click();
    assert.deepEqual(new Set(await chosen()), new Set(['CLI']));
    assert.ok(Math.abs((await tab.boundingBox()).y - place) < 2, 'what was clicked stays where it is');
    await page.goto(at('/01-dev/05-create-development-accounts/'));
    assert.deepEqual(new Set(await chosen()), new Set(['CLI']));
    assert.ok(await groups.locator('.tab:visible').count());
  }));

test('a picture is enlarged, and left by Esc', () =>
  reader({}, async (page) => {
    await page.goto(at('/01-dev/02-landing-zone/'));
    const link = page.locator('.lightbox-link');
    const small = await link.locator('img').boundingBox();
    await link.focus();
    await page.keyboard.press('Enter');
    const large = page.locator('dialog.zoom img');
    await large.waitFor();
    await large.evaluate((picture) => picture.decode());
    assert.ok((await large.boundingBox()).width > small.width);
    assert.equal(await large.getAttribute('alt'), await link.locator('img').getAttribute('alt'));
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'hidden' });
    assert.ok(await link.evaluate((node) => node === document.activeElement));
    await link.click();
    await page.locator('dialog.zoom .close').click();
    await large.waitFor({ state: 'hidden' });
  }));

test('code is copied without its prompt', () =>
  reader({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(at(KINDS['long page']));
    const box = page.locator('.code').first();
    await box.hover();
    await box.locator('.copy').click();
    await page.waitForFunction(() => document.querySelector('#status').textContent);
    const [copied, shown] = await page.evaluate(async () => [await navigator.clipboard.readText(), document.querySelector('.code code').textContent]);
    assert.equal(copied, shown.startsWith('$ ') ? shown.replace(/^[$] /gm, '') : shown);
  }));

test('the contents tell the section in view', () =>
  reader({ viewport: { width: 1440, height: 800 } }, async (page) => {
    await page.goto(at(KINDS['long page']));
    const link = page.locator('.toc a').nth(3);
    await link.click();
    await page.waitForFunction(() => document.querySelectorAll('.toc a')[3].ariaCurrent === 'location');
    assert.equal(await page.locator('.toc [aria-current]').count(), 1);
    const head = page.locator(await link.getAttribute('href'));
    const [top, bar] = [(await head.boundingBox()).y, (await page.locator('.bar').boundingBox()).height];
    assert.ok(top > bar, `the heading is below the bar: ${top}`);
  }));

test('the menu keeps its place', () =>
  reader({ viewport: { width: 1280, height: 500 } }, async (page) => {
    await page.goto(at('/05-reference/01-glossary/'));
    const seen = () => page.locator('#site-nav [aria-current]').first().evaluate((node) => {
      const [own, menu] = [node.getBoundingClientRect(), document.querySelector('#site-nav').getBoundingClientRect()];
      return own.top >= menu.top && own.bottom <= menu.bottom;
    });
    assert.ok(await seen(), 'the entry of the page is in view');
    const top = await page.evaluate(() => document.querySelector('#site-nav').scrollTop);
    await page.locator('#site-nav a', { hasText: 'CIDR' }).first().click();
    await page.waitForURL(at('/05-reference/03-cidr-plan/'));
    assert.ok(await seen(), 'that of the next one too');
    assert.ok(Math.abs((await page.evaluate(() => document.querySelector('#site-nav').scrollTop)) - top) < 60);
  }));
