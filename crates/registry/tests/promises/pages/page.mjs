// What is asked of every page: that it is whole, that axe-core finds nothing, and that the keyboard reaches everything that acts.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';

export const [modules, browserPath, base, ...given] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
export const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.MARV_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export const WIDTHS = [320, 768, 1440];
export const LANGUAGES = ['da', 'en'];
export const fault = (where, what) => console.log(`${where}: ${what}`);
export const launch = () => chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });

// A person's window: a language, a colour scheme, no script of the pages' own, and faults that the browser tells.
export async function windowOf(browser, { language, colorScheme = 'light', width = 1440 }) {
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', locale: language === 'da' ? 'da-DK' : 'en-GB', viewport: { width, height: 900 } });
  await context.addCookies([{ name: 'language', value: language, url: base }]);
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('status of 4')) fault(page.url(), `console: ${message.text()}`); });
  page.on('request', (request) => { if (!request.url().startsWith(base)) fault(page.url(), `asks ${request.url()}`); });
  return page;
}

// The page as it stands, looked at.
export async function looked(page, name, { width = page.viewportSize().width } = {}) {
  await page.setViewportSize({ width, height: 900 });
  const where = `${name} at ${width} px`;
  if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(/[^a-z0-9]+/gi, '-')}.${width}.png`, fullPage: true });
  for (const what of await page.evaluate(overflowing)) fault(where, what);
  if (await page.locator('script').count() > 0) fault(where, 'has a script');
  // What axe looks at does not change between the middle widths.
  if (width === 768) return;
  await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), tags);
  for (const { id, help, nodes } of violations) fault(where, `axe ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

// What is wider than the window; inside of a part that scrolls by itself it may be.
function overflowing() {
  const faults = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('.scroll') !== null && !element.matches('.scroll')) continue;
    if (element.matches('.skip, option, thead, thead *') || element.closest('svg')?.matches('svg *') === true) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 0.5 || box.left < -0.5)) {
      faults.push(`<${element.tagName.toLowerCase()} ${element.id}> reaches from ${box.left} to ${box.right}: ${element.textContent.slice(0, 60)}`);
    }
  }
  return faults.slice(0, 5);
}

// Tab by tab: everything that acts is reached in the order of the page, seen when it is reached, and marked.
export async function walked(page, name) {
  await page.evaluate(() => {
    const told = (element) => `<${element?.tagName.toLowerCase()} ${element?.id ?? ''}> ${element?.textContent.trim().slice(0, 40)}`;
    const shown = [...document.querySelectorAll('a[href], summary, button, input, select, textarea, [tabindex="0"]')]
      .filter((element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }));
    // Of radio buttons with one name the keyboard stops at one.
    const acting = shown.filter((element) => element.type !== 'radio' || element.checked);
    window.faults = [];
    window.reached = 0;
    window.wanted = acting.length;
    document.addEventListener('focusin', ({ target }) => {
      if (window.reached >= acting.length) return;
      const wanted = acting[window.reached];
      window.reached += 1;
      if (target !== wanted) window.faults.push(`Tab ${window.reached} leads to ${told(target)}, not to ${told(wanted)}`);
      const { outlineStyle, outlineWidth } = getComputedStyle(target);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) window.faults.push(`the focus on ${told(target)} is not marked`);
      const box = target.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) window.faults.push(`${told(target)} is reached and not seen`);
    });
  });
  const wanted = await page.evaluate(() => window.wanted);
  for (let at = 0; at < wanted; at += 1) await page.keyboard.press('Tab');
  const { reached, faults } = await page.evaluate(() => ({ reached: window.reached, faults: window.faults.slice(0, 5) }));
  if (reached < wanted) fault(name, `${reached} of ${wanted} parts that act are reached`);
  for (const what of faults) fault(name, what);
}
