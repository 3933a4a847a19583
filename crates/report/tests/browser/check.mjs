// Opens reports in Chromium as a reader does: at three widths, light and dark, by the keyboard alone, without a script and without
// a network. Prints one line for each fault; says nothing else. Arguments: the folder of the modules, the browser, [--shots FOLDER,]
// the files.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, browserPath, ...given] = process.argv.slice(2);
const shots = given[0] === '--shots' ? given.splice(0, 2)[1] : undefined;
const require = createRequire(`${modules}/`);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const WIDTHS = [320, 768, 1440];
const SCHEMES = ['light', 'dark'];
const fault = (where, what) => console.log(`${where}: ${what}`);

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
for (const file of given) {
  for (const colorScheme of SCHEMES) {
    let where = basename(file);
    const context = await browser.newContext({ colorScheme, offline: true, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('console', (message) => { if (message.type() === 'error') fault(where, `console: ${message.text()}`); });
    page.on('pageerror', (error) => fault(where, `script: ${error}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) fault(where, `asks ${request.url()}`);
    });
    for (const width of WIDTHS) {
      where = `${basename(file)} at ${width} px, ${colorScheme}`;
      await page.setViewportSize({ width, height: 900 });
      await page.goto(pathToFileURL(file).href);
      if (shots) await page.screenshot({ path: `${shots}/${basename(file)}.${width}.${colorScheme}.png`, fullPage: true });
      for (const what of await page.evaluate(overflowing)) fault(where, what);
      if (width !== 768) {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
        for (const { id, help, nodes } of violations) fault(where, `axe ${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
      }
      // The order and the mark of the focus do not hang on the width: once narrow, once wide.
      if (width === (colorScheme === 'light' ? 320 : 1440)) for (const what of await walk(page)) fault(where, what);
    }
    await context.close();
  }
}
await browser.close();

// What is wider than the window; inside of a part that scrolls by itself it may be.
function overflowing() {
  const faults = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('.scroll') !== null && !element.matches('.scroll')) continue;
    if (element.matches('.skip') || element.closest('svg')?.matches('svg *') === true) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 0.5 || box.left < -0.5)) {
      faults.push(`<${element.tagName.toLowerCase()} ${element.id}> reaches from ${box.left} to ${box.right}: ${element.textContent.slice(0, 60)}`);
    }
  }
  return faults;
}

// Tab by tab: everything that acts is reached in the order of the page, seen when it is reached, and marked.
async function walk(page) {
  const count = await page.evaluate(() => {
    const told = (element) => `<${element?.tagName.toLowerCase()}> ${element?.textContent.trim().slice(0, 40)}`;
    const acting = [...document.querySelectorAll('a[href], summary, button, input, select, textarea, [tabindex="0"]')]
      .filter((element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }));
    window.faults = [];
    window.reached = 0;
    document.addEventListener('focusin', ({ target }) => {
      const wanted = acting[window.reached];
      window.reached += 1;
      if (target !== wanted) window.faults.push(`Tab ${window.reached} leads to ${told(target)}, not to ${told(wanted)}`);
      const { outlineStyle, outlineWidth } = getComputedStyle(target);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) window.faults.push(`the focus on ${told(target)} is not marked`);
      const box = target.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) window.faults.push(`${told(target)} is reached and not seen`);
    });
    return acting.length;
  });
  for (let at = 0; at < count; at += 1) await page.keyboard.press('Tab');
  const { reached, faults } = await page.evaluate(() => ({ reached: window.reached, faults: window.faults.slice(0, 5) }));
  if (reached < count) faults.push(`${reached} of ${count} parts that act are reached`);
  if (await page.locator('summary').count() > 0) {
    // A part that is folded opens by the keyboard.
    await page.locator('summary').last().focus();
    await page.keyboard.press('Enter');
    if (!await page.locator('details').last().evaluate((details) => details.open)) faults.push('a folded part does not open by Enter');
  }
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  for (const what of await page.evaluate(overflowing)) faults.push(`opened: ${what}`);
  return faults;
}
