// Every page that the table has, by every check that the accessibility statement names; then forms with errors. Prints one line for each
// fault; says nothing else. Arguments: language, and the pages: who opens them, and where.
import { base, evaluation, fault, given, held, launch, signIn, windowOf } from './page.mjs';

const [language, pages] = given;
const browser = await launch();
const windows = new Map();
async function windowFor(account) {
  if (windows.has(account)) return windows.get(account);
  const page = await windowOf(browser, { language, colorScheme: language === 'da' ? 'light' : 'dark' });
  if (account !== '') await signIn(page, account);
  windows.set(account, page);
  return page;
}

for (const [account, path] of JSON.parse(pages)) {
  const page = await windowFor(account);
  const answer = await page.goto(base + path);
  const name = `${path} ${language} as ${account || 'anybody'}`;
  if (answer.status() !== 200) fault(name, `answers ${answer.status()}`);
  await held(page, name, language);
}

// Forms with something wrong in them: who, where, which form, and what is written.
const FORMS = [
  ['', '/sign-in', 'form:has(#account)', { account: 'nobody', password: 'nothing that opens' }],
  ['', '/requisition', 'form:has([name="patient.cpr"])', { 'patient.cpr': '12', 'fitness.ecog': 'nine' }],
  ['rekvirent', '/patients', 'form:has([value=find])', { number: '12' }],
  ['rekvirent', '/patients', 'form:has([value=add])', { number: '12', birth: 'x' }],
  ['rekvirent', '/break-glass', 'main form', {}],
  ['drift', '/accounts', 'form:has([name=name])', { name: 'x' }],
  ['drift', '/units', 'form:has([name=version][value="0"])', { id: '99x' }],
  ['log', '/logs', 'main form', { patient: 'nobody at all' }],
  ['log', '/cases/p-demo-1/log', 'main form', { day: 'yesterday' }],
  ['indsigt', '/cases/p-demo-1/own-log', 'main form', { day: 'yesterday' }],
];
for (const [account, path, form, written] of evaluation.checks.some(([check]) => check === 'errors') ? FORMS : []) {
  const page = await windowFor(account);
  const name = `${path} with an error ${language}`;
  await page.goto(base + path);
  const own = page.locator(form).first();
  for (const [field, text] of Object.entries(written)) await own.locator(`[name="${field}"]`).fill(text);
  await Promise.all([page.waitForNavigation(), own.locator('button[type=submit]').first().click()]);
  // A browser moves the focus when it first paints, which on a busy computer is after the page has come; whether it did is asked below.
  await page.waitForFunction(() => document.activeElement !== document.body, null, { polling: 50, timeout: 10_000 }).catch(() => {});
  const title = await page.title();
  if (!title.startsWith(language === 'da' ? 'Fejl: ' : 'Error: ')) fault(name, `the title is "${title}"`);
  const told = await page.evaluate(() => {
    const faults = [];
    if (document.activeElement?.matches('[role=alert]') !== true) faults.push(`the focus is at <${document.activeElement?.tagName}>, not at what is wrong`);
    if (document.activeElement?.textContent.trim() === '') faults.push('what is wrong is not said');
    for (const field of document.querySelectorAll('[aria-invalid=true]')) {
      const words = (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent.trim() ?? '');
      if (words.every((own) => own === '')) faults.push(`${field.id} is wrong, and nothing says why`);
    }
    for (const link of document.querySelectorAll('[role=alert] a[href^="#"]')) if (document.querySelector(link.getAttribute('href')) === null) faults.push(`${link.textContent} leads nowhere`);
    return faults;
  });
  for (const what of told) fault(name, what);
  await held(page, name, language, { again: false });
}
await browser.close();
