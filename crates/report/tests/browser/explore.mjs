// Explores the charts of the yearly report: by region, by indication, series by series, mark by mark; and finds them whole where no
// script runs. Prints one line for each fault; says nothing else. Arguments: the folder of the modules, the browser, [--shots FOLDER,] the file.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, browserPath, ...given] = process.argv.slice(2);
const shots = given[0] === '--shots' ? given.splice(0, 2)[1] : undefined;
const require = createRequire(`${modules}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const file = pathToFileURL(given[0]).href;
const fault = (what) => console.log(what);
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
const opened = async (options) => {
  const context = await browser.newContext({ offline: true, reducedMotion: 'reduce', viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error') fault(`console: ${message.text()}`); });
  page.on('pageerror', (error) => fault(`script: ${error}`));
  await page.goto(file);
  return page;
};
const shown = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((own) => own.getClientRects().length > 0).length);

// Without a script every mark is there, is reached by the keyboard and says its value; nothing acts that would do nothing.
const still = await opened({ javaScriptEnabled: false });
const marks = await still.locator('.mark[tabindex="0"][aria-label]').count();
if (marks < 20) fault(`only ${marks} marks`);
if (await still.locator('select, input, button').count() > 0) fault('something acts without a script');
if (await still.locator('.mark > title').count() !== marks) fault('a mark says nothing to a pointer');

const page = await opened({});
if (await shown(page, '.mark') !== marks) fault('marks are hidden at the beginning');
const section = `#${await page.locator('section:has(figure fieldset)').first().getAttribute('id')}`;
const chart = page.locator(`${section} figure`).first();
// A mark that is reached says its value below the chart.
await chart.locator('.mark').first().focus();
const told = await chart.locator('.told').innerText();
if (told === '' || told !== await chart.locator('.mark').first().getAttribute('aria-label')) fault(`a mark that is reached says ${told}`);
// A series is taken out, and its rows with it, and comes back.
const rows = () => shown(page, `${section} tbody tr`);
const before = [await shown(page, `${section} .mark`), await rows()];
await chart.locator('input[value=region]').uncheck();
const without = [await shown(page, `${section} .mark`), await rows()];
const regions = await page.locator(`${section} .mark[data-series=region]`).count();
if (regions < 2 || without[0] !== before[0] - regions) fault(`${before[0]} marks become ${without[0]} without ${regions} of regions`);
if (without[1] !== before[1] - regions) fault(`${before[1]} rows become ${without[1]} without ${regions} of regions`);
await chart.locator('input[value=region]').check();
if (String([await shown(page, `${section} .mark`), await rows()]) !== String(before)) fault('a series does not come back');
// One region: others are gone everywhere, and what holds it together with others stays.
const region = await page.locator('#explore-region option').nth(1).getAttribute('value');
await page.locator('#explore-region').selectOption(region);
for (const of of await page.locator('.mark[data-series=region]').evaluateAll((all) => all.filter((own) => own.getClientRects().length > 0).map((own) => own.dataset.rows))) {
  if (!of.split('+').includes(region)) fault(`${of} is shown when ${region} is chosen`);
}
if (await shown(page, '.mark[data-series=all]') === 0) fault('the whole is gone when a region is chosen');
// One indication.
await page.locator('#explore-indication').selectOption('mc');
if (await shown(page, 'section[id^="kpi-rr-"]') > 0 || await shown(page, 'section[id^="kpi-mc-"]') === 0) fault('the indication is not left alone');
if (shots) await page.screenshot({ path: `${shots}/explored.png`, fullPage: true });
await page.evaluate(axe).catch(() => {});
const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
for (const { id, help, nodes } of violations) fault(`axe ${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
await page.locator('#explore-indication').selectOption('');
await page.locator('#explore-region').selectOption('');
if (await shown(page, '.mark') !== marks) fault('not everything comes back');
await browser.close();
