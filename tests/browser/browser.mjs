// A Chromium for a file of tests: contexts whose pages must neither complain nor ask anybody but this machine.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const OWN = /^(http:\/\/127\.0\.0\.1[:/]|file:|data:|blob:|about:)/;

/** How long anything may take; only a failure lasts as long. */
export const PATIENCE = 20_000;

const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, headless: true, args: FLAGS });
after(() => browser.close());

/**
 * Runs `body` with a new reader: an empty memory, a window of 1280 × 800 unless `options` (those of Playwright's
 * newContext) say otherwise. Afterwards nothing may have been complained of in the console or asked from elsewhere;
 * `allowed` is what a complaint may say.
 */
export async function reader(options, body, allowed = /^$/) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(PATIENCE);
  const wrong = [];
  const tell = (text) => allowed.test(text) || wrong.push(text);
  context.on('console', (message) => message.type() === 'error' && tell(`${message.text()} (${message.location().url})`));
  context.on('weberror', (error) => tell(String(error.error())));
  context.on('request', (request) => OWN.test(request.url()) || wrong.push(`asked ${request.url()}`));
  try {
    await body(await context.newPage(), context);
  } finally {
    await context.close();
  }
  assert.deepEqual(wrong, []);
}

/** Whether the element that has the focus matches `selector`. */
export const focused = (page, selector) =>
  page.waitForFunction((selector) => document.activeElement?.matches(selector), selector);

/** How many pixels the page is wider than its window, and what sticks out. */
export const overhang = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const over = document.scrollingElement.scrollWidth - width;
    if (over <= 0) return [];
    return [over, ...[...document.body.querySelectorAll('*')]
      .filter((node) => node.getBoundingClientRect().right > width + 1).slice(0, 3).map((node) => node.outerHTML.slice(0, 90))];
  });

/** The computed style of the first element that matches. */
export const style = (page, selector, name) =>
  page.evaluate(([selector, name]) => getComputedStyle(document.querySelector(selector))[name], [selector, name]);
