// What is asked of every page: that it is whole, that axe-core finds nothing, and that the keyboard reaches everything that acts.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';

export const [modules, browserPath, base, ...given] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
export const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.MARV_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

// What the accessibility statement says is done (registry::web::EVALUATION).
export const evaluation = JSON.parse(process.env.MARV_EVALUATION);
if (require('axe-core/package.json').version !== evaluation.axe) console.log(`the statement names axe-core ${evaluation.axe}, and this is another`);

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

// Comes in as one of the demonstration's accounts.
export async function signIn(page, account) {
  await page.goto(`${base}/sign-in`);
  await Promise.all([page.waitForNavigation(), page.locator(`#demo-${account}`).click()]);
}

// The page as it stands, looked at.
export async function looked(page, name, { width = page.viewportSize().width } = {}) {
  await page.setViewportSize({ width, height: 900 });
  const where = `${name} at ${width} px`;
  await shot(page, name, width);
  for (const what of await page.evaluate(overflowing)) fault(where, what);
  if (await page.locator('script:not([src="/session.js"])').count() > 0) fault(where, 'has a script');
  // What axe looks at does not change between the middle widths.
  if (width !== 768) await asked(page, where);
}

export async function shot(page, name, width) {
  if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(/[^a-z0-9]+/gi, '-')}.${width}.png`, fullPage: true });
}

// What axe-core finds.
export async function asked(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), evaluation.rules);
  for (const { id, help, nodes } of violations) fault(where, `axe ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

// A page as it comes, by every check that the statement names; what is asked of forms is in every.mjs. Without `again` it is not loaded
// once more, as the answer to a form is not.
export async function held(page, name, language, { again = true } = {}) {
  for (const [check] of evaluation.checks) {
    if (check === 'errors' || (!again && ['keyboard', 'skip'].includes(check))) continue;
    if (CHECKS[check] === undefined) fault(name, `the statement names ${check}, which nobody checks`);
    else await CHECKS[check](page, name, language);
  }
}

const sized = (page, width, height) => page.setViewportSize({ width: Math.round(width), height: Math.round(height) });
const CHECKS = {
  async axe(page, name) {
    for (const width of evaluation.widths) {
      await sized(page, width, 900);
      await shot(page, name, width);
      await asked(page, `${name} at ${width} px`);
    }
  },
  // A window of 1280 to 1024 px, enlarged, has so many of a page's own px left (WCAG 1.4.4 and 1.4.10).
  async zoom(page, name) {
    for (const percent of evaluation.zoom) {
      await sized(page, 128_000 / percent, 102_400 / percent);
      for (const what of await page.evaluate(overflowing)) fault(`${name} at ${percent} %`, what);
    }
  },
  async spacing(page, name) {
    for (const width of evaluation.widths) {
      await sized(page, width, 900);
      await page.evaluate(() => {
        const wide = new CSSStyleSheet();
        wide.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
        document.adoptedStyleSheets = [wide];
      });
      for (const what of [...await page.evaluate(overflowing), ...await page.evaluate(cut)]) fault(`${name} set wide at ${width} px`, what);
      await page.evaluate(() => { document.adoptedStyleSheets = []; });
    }
  },
  async keyboard(page, name) {
    await sized(page, 1440, 900);
    await page.reload();
    await walked(page, name);
  },
  // The first part is the link past the menu: seen when it is reached, and it leads to the content.
  async skip(page, name) {
    await page.reload();
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
      return document.activeElement.matches('a.skip') && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    });
    if (!seen) fault(name, 'Tab does not lead to a link past the menu that is seen');
    await page.keyboard.press('Enter');
    if (await page.evaluate(() => document.activeElement?.id) !== 'content') fault(name, 'the first link does not lead to the content');
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.closest('header') !== null)) fault(name, 'past the menu the keyboard is back in it');
  },
  async motion(page, name) {
    const moving = await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior !== 'auto' || document.getAnimations().length > 0);
    if (moving) fault(name, 'moves though motion is turned off');
  },
  async title(page, name) {
    const title = await page.title();
    if (!/\S.* – Marv$/.test(title)) fault(name, `has the title "${title}"`);
    const headings = await page.locator('h1').count();
    if (headings !== 1) fault(name, `has ${headings} headings at its top`);
  },
  // That the session ends is said in a page that is as good as the others; when, ending.mjs asks.
  async ending(page, name) {
    const signedIn = await page.locator('form[action="/sign-out"]').count() > 0;
    if (await page.locator('#ending').count() !== Number(signedIn)) fault(name, signedIn ? 'cannot say that the session ends' : 'speaks of a session');
    if (!signedIn) return;
    await sized(page, Math.min(...evaluation.widths), 900);
    await page.evaluate(() => document.getElementById('ending').showModal());
    for (const what of await page.evaluate(overflowing)) fault(`${name} at the session's end`, what);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.getElementById('ending').open, null, { polling: 50, timeout: 10_000 }).catch(() => fault(name, 'the session does not go on'));
  },
  async language(page, name, language) {
    for (const what of await page.evaluate(foreign, language)) fault(name, what);
  },
};

// Text in a part that hides what does not fit. What is shrunk on purpose is for those who do not see the page.
function cut() {
  const faults = [];
  for (const element of document.body.querySelectorAll('*')) {
    const { overflowX, overflowY } = getComputedStyle(element);
    if (element.matches('.unseen, thead, iframe, select, option, textarea') || element.closest('svg') !== null || element.textContent.trim() === '') continue;
    const hides = (overflow, is, has) => ['hidden', 'clip'].includes(overflow) && is > has + 1;
    if (hides(overflowX, element.scrollWidth, element.clientWidth) || hides(overflowY, element.scrollHeight, element.clientHeight)) {
      faults.push(`<${element.tagName.toLowerCase()} ${element.id}> cuts off ${element.textContent.trim().slice(0, 60)}`);
    }
  }
  return faults.slice(0, 5);
}

// Parts whose language is not said: quotes are the printed Danish, and letters of Danish stand in no English but in names.
function foreign(language) {
  const of = (element) => element.closest('[lang]')?.getAttribute('lang');
  const faults = [];
  if (document.documentElement.lang !== language) faults.push(`the page is said to be in ${document.documentElement.lang}`);
  for (const quote of document.querySelectorAll('q, blockquote')) if (of(quote) !== 'da') faults.push(`a quote is said to be in ${of(quote)}: ${quote.textContent.slice(0, 60)}`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (language === 'en' && texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    // Names are the same in each language: those of a demonstration say that they are of a test.
    if (/[æøåÆØÅ]/.test(data.replaceAll(/Test[\wæøå]+/g, '')) && of(parentElement) === 'en') faults.push(`is said to be English: ${data.trim().slice(0, 80)}`);
  }
  for (const link of document.querySelectorAll('.tongue')) if (of(link) === language) faults.push('the other language is said to be this one');
  return faults.slice(0, 5);
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
