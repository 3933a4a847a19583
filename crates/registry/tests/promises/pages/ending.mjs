// A session that ends by itself, in a browser whose clock is put forward: it is said before, one key lets it go on, and what is on the screen
// goes with it. Prints one line for each fault; says nothing else. Argument: language.
import { asked, base, fault, given, launch, shot, signIn, windowOf } from './page.mjs';

const [language] = given;
const browser = await launch();
const name = `a session's end ${language}`;
const is = (fits, what) => { if (!fits) fault(name, what); };

async function signedIn() {
  const page = await windowOf(browser, { language });
  await signIn(page, 'rekvirent');
  return page;
}
// A page with a field, whose clock goes on from here and can be put forward.
async function opened(page) {
  await page.clock.install();
  await page.goto(`${base}/patients`);
  await page.locator('#ending').waitFor({ state: 'attached' });
  return page;
}
const open = (page) => page.evaluate(() => document.getElementById('ending').open);
async function opens(page, wanted = true) {
  for (let times = 0; times < 200 && await open(page) !== wanted; times += 1) await new Promise((resolve) => { setTimeout(resolve, 50); });
  return await open(page) === wanted;
}
// The clock is put forward to where it is said.
async function warned(page, what) {
  await page.clock.fastForward('12:05');
  is(await opens(page), what);
}
const left = (page) => page.waitForURL(`${base}/sign-in`, { timeout: 10_000 }).then(() => true, () => false);
const seen = (page, what) => page.locator(`#ending ${what}`).isVisible();

// Somebody writes, is called away, comes back and goes on.
{
  const page = await opened(await signedIn());
  const field = page.locator('[name=number]').first();
  await field.fill('written');
  const title = await page.title();
  await page.clock.fastForward('11:00');
  is(!await open(page), 'it is said before it need be');
  await page.clock.fastForward('01:05');
  is(await opens(page), 'it is not said before');
  is(await page.evaluate(() => document.activeElement.id) === 'stay', 'the focus is not where one stays');
  is((await page.title()).endsWith(title) && await page.title() !== title, 'the title does not say it');
  is(await seen(page, '[data-when=idle] >> nth=0') && !await seen(page, '#close'), 'not the words of a session that can go on');
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await shot(page, `session-ends-${language}`, width);
    await asked(page, `${name} at ${width} px`);
  }
  await page.keyboard.press('Enter');
  is(await opens(page, false), 'one key does not let it go on');
  is(await page.evaluate(() => document.activeElement.getAttribute('name')) === 'number', 'the focus does not come back');
  is(await field.inputValue() === 'written' && await page.title() === title, 'what was written is gone');
  await page.clock.fastForward('11:00');
  is(!await open(page), 'it did not go on');
  await page.clock.fastForward('01:05');
  is(await opens(page), 'it is said once only');
  await page.keyboard.press('Escape');
  is(await opens(page, false), 'Esc does not let it go on');
  // The service is too busy to answer: said, and asked again.
  await warned(page, 'it is not said a third time');
  await page.route('**/v1/sessions', (route) => route.fulfill({ status: 429 }));
  await page.keyboard.press('Enter');
  await page.locator('#ending [aria-live]:not(:empty)').waitFor({ timeout: 10_000 }).catch(() => fault(name, 'trouble is not said'));
  is(await open(page), 'it went on without an answer');
  await page.unroute('**/v1/sessions');
  await page.keyboard.press('Enter');
  is(await opens(page, false), 'asked again it does not go on');
  await warned(page, 'it is not said at last');
  await page.clock.fastForward('02:00');
  is(await left(page), 'the page stays on the screen');
}

// Two pages of one session: a request from one lets both go on, and what ends in one has ended in the other.
{
  const page = await signedIn();
  const other = await page.context().newPage();
  await opened(page);
  await warned(page, 'it is not said where there are two');
  await other.goto(`${base}/patients`);
  is(await opens(page, false), 'a request from another page does not count');
  await warned(page, 'it is not said again where there are two');
  await other.evaluate(() => fetch('/sign-out', { method: 'POST' }));
  await page.keyboard.press('Enter');
  is(await left(page), 'a session that has ended shows its page still');
}

// Somebody else comes in at the same browser: what they ask keeps no page of the first on the screen.
{
  const page = await signedIn();
  const other = await page.context().newPage();
  await opened(page);
  await warned(page, 'it is not said where somebody else comes in');
  await signIn(other, 'modtagelse');
  await other.locator('#ending').waitFor({ state: 'attached' });
  await other.waitForTimeout(500);
  is(await open(page), 'what somebody else asks lets the session go on');
  await page.clock.fastForward('02:00');
  is(await left(page), 'the page stays for somebody else');
}

// The longest that a session lasts: said in other words, once, and then it ends.
{
  const page = await signedIn();
  await page.route('**/patients', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-left="\d+"/, 'data-left="130"') });
  });
  await opened(page);
  await page.clock.fastForward('00:15');
  is(await opens(page), 'the last end is not said before');
  is(await seen(page, '[data-when=last] >> nth=0') && !await seen(page, '#stay'), 'not the words of a session that cannot go on');
  await shot(page, `session-ends-at-last-${language}`, 1440);
  await page.keyboard.press('Enter');
  is(await opens(page, false), 'what is said of the last end cannot be put away');
  await page.clock.fastForward('00:10');
  is(!await open(page), 'the last end is said twice');
  await page.clock.fastForward('02:00');
  is(await left(page), 'the page outlasts its session');
}

// Without scripts nothing is said, and the page goes.
{
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies([{ name: 'language', value: language, url: base }]);
  const page = await context.newPage();
  await signIn(page, 'rekvirent');
  await page.goto(`${base}/patients`);
  is(await page.locator('meta[http-equiv=refresh]').getAttribute('content') === '840; url=/sign-in', 'without scripts the page stays');
  is(!await page.locator('#ending').isVisible(), 'without scripts it is said at once');
}
await browser.close();
