// Somebody signs in at the provider, shows again who they are, and goes out, in Chromium. Prints a line for each fault. Arguments: the
// issuer, and the path of a course.
import { base, fault, given, launch, looked } from '../pages/page.mjs';

const [issuer, course] = given;
const browser = await launch();

async function windowIn(language) {
  const context = await browser.newContext({ locale: language, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await context.addCookies([{ name: 'language', value: language, url: base }]);
  return context.newPage();
}
// The provider's own pages: who, and a password that it takes whatever it is.
async function shows(page, who) {
  await page.waitForURL(`${issuer}/interaction/**`);
  await page.fill('input[name=login]', who);
  await page.fill('input[name=password]', 'x');
  await page.click('button[type=submit]');
}
const session = async (page) => (await page.context().request.get(`${base}/v1/session`)).json();
const arrived = async (page, path) => { await page.waitForURL(`${base}${path}`); };

// A browser that has met neither the service nor the provider.
async function afresh(page, language) {
  await page.context().clearCookies();
  await page.context().addCookies([{ name: 'language', value: language, url: base }]);
}
async function comesIn(page, who) {
  await page.goto(`${base}/worklist`);
  await page.click('#provider');
  await shows(page, who);
}

try {
  for (const [at, language] of ['da', 'en'].entries()) {
    const page = await windowIn(language);
    await page.goto(`${base}/sign-in?to=${course}`);
    for (const width of [320, 1440]) await looked(page, `provider at the door ${language}`, { width });
    await page.click('#provider');
    await shows(page, 'sub-anna');
    // Back at the page that was wanted, and the address holds nothing of the way.
    await arrived(page, course);
    const own = await session(page);
    if (own.account !== 'anna' || own.renewed !== null) fault(language, `came in as ${JSON.stringify(own)}`);
    // What is written is kept while who it is is shown again.
    await page.goto(`${base}${course}/requisition`);
    await page.fill('[name="fitness.ecog"]', String(at + 1));
    if (await page.locator('#password').count() !== 0) fault(language, 'asks for a password');
    await looked(page, `provider in a requisition ${language}`);
    await page.click('button[value=again]');
    // The provider asks again though it knows who it is. Somebody else is not the one who came in, and the provider ends that session.
    await shows(page, 'sub-bo');
    await page.waitForURL(`${base}/sign-in/returned?**`);
    await looked(page, `not renewed ${language}`);
    if ((await session(page)).account !== undefined) fault(language, 'another person goes on');
    await afresh(page, language);
    await page.goto(`${base}/sign-in?to=${course}/requisition`);
    await page.click('#provider');
    await shows(page, 'sub-anna');
    await arrived(page, `${course}/requisition`);
    if ((await session(page)).renewed !== null) fault(language, 'coming in is no renewal');
    await page.click('button[value=again]');
    await shows(page, 'sub-anna');
    await arrived(page, `${course}/requisition`);
    if ((await session(page)).renewed === null) fault(language, 'it was not renewed');
    if (await page.inputValue('[name="fitness.ecog"]') !== String(at + 1)) fault(language, 'what was written is lost');
    if (await page.locator('button[value=again]').count() !== 0) fault(language, 'asks for it again');
    // Going out here leads to the provider, and from there back to the door; coming in again asks who it is.
    await page.click('form[action="/sign-out"] button');
    await page.waitForURL(`${issuer}/session/end**`);
    await page.click('button[name=logout]');
    await arrived(page, '/sign-in');
    await page.goto(`${base}${course}`);
    if (!page.url().startsWith(`${base}/sign-in`)) fault(language, `still in at ${page.url()}`);
    await comesIn(page, 'sub-bo');
    await arrived(page, '/worklist');
    // Going out at the provider ends the session here, too.
    await page.goto(`${issuer}/session/end`);
    await page.click('button[name=logout]');
    await page.waitForURL(`${issuer}/session/end/success**`);
    await page.goto(`${base}/worklist`);
    if (!page.url().startsWith(`${base}/sign-in`)) fault(language, `what the provider ended is still in at ${page.url()}`);
    // Who has no open account is told so, and the door stays open for a local one.
    await afresh(page, language);
    for (const nobody of ['sub-nobody', 'sub-closed']) {
      await comesIn(page, nobody);
      await page.waitForURL(`${base}/sign-in/returned?**`);
      if (await page.locator('#errors').count() !== 1 || await page.locator('#account').count() !== 1) fault(language, `${nobody} is told nothing`);
      await looked(page, `no account ${language}`);
      await afresh(page, language);
    }
    await page.context().close();
  }
} catch (error) {
  fault('walk', error.stack ?? error);
} finally {
  await browser.close();
}
