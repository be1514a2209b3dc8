// What axe finds on a page as it stands.
import { createRequire } from 'node:module';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * Every rule, those that are tried out too, but two of level AAA that a guide full of links need not keep, and one that
 * contradicts `scrollable-region-focusable`: a table that scrolls is a stop of the Tab key.
 */
export async function breaches(page) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const beyond = ['color-contrast-enhanced', 'identical-links-same-purpose', 'focus-order-semantics'];
    const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !beyond.includes(ruleId) }]));
    const { violations } = await axe.run(document, { rules, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(' | ')}`);
  });
}
