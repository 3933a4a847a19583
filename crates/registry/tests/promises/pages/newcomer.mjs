// Somebody who has read nothing but the pages: from the first page to a submitted referral, by what is written on each page and nothing
// else. No address is typed, no part is found by its name in the code. Argument: language.
import { base, fault, given, launch, windowOf } from './page.mjs';

const [language] = given;
const da = language === 'da';
const browser = await launch();
const page = await windowOf(browser, { language });
const at = (what) => `newcomer ${language}: ${what}`;
const go = async (part) => { await Promise.all([page.waitForNavigation(), part.click()]); };
const link = (words) => page.getByRole('link', { name: words, exact: true }).first();
const button = (words) => page.getByRole('button', { name: words, exact: true }).first();
const says = async (words) => { if (!(await page.locator('main').innerText()).includes(words)) fault(at(page.url()), `does not say "${words}"`); };
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date());

try {
  await page.goto(base);
  await go(link(da ? 'Mit arbejde' : 'My work'));
  // The door of a demonstration says whom one can be, and the password that is asked for later.
  await says(da ? 'Vælg en rolle.' : 'Choose a role.');
  await go(button(da ? 'Rekvirent' : 'Requester'));
  // The worklist says where to begin.
  await says(da ? 'Patienter' : 'Patients');
  await go(link(da ? 'Patienter' : 'Patients'));
  // A person to try with stands on the page.
  const [, name, number, birth] = (await page.locator('main').innerText()).match(/: (Testperson [^,]+), ([0-9-]+), ([0-9-]+)/);
  const adding = page.getByRole('region', { name: da ? 'Opret en patient' : 'Add a patient' });
  await adding.getByLabel(da ? /Personnummer/ : /Person number/).fill(number);
  await adding.getByLabel(da ? /^Navn \(/ : /^Name \(/).fill(da ? name : `${name}`);
  await adding.getByLabel(da ? /Fødselsdato/ : /Birth date/).fill(birth);
  await go(adding.getByRole('button', { name: da ? 'Opret' : 'Add' }));
  // The course says that a consent comes first, and asks for it.
  await says(da ? 'Der er intet samtykke. Registrér det først' : 'There is no consent. Put it on file first');
  const consent = page.locator('form').filter({ has: button(da ? 'Registrér samtykke' : 'Put a consent on file') }).first();
  for (const field of await consent.locator('.field').all()) {
    const label = (await field.locator('label').innerText()).trim();
    if (await field.locator('select').count() > 0) await field.getByLabel(label).selectOption({ index: 1 });
    else if ((await field.innerText()).includes(da ? 'ÅÅÅÅ-MM-DD' : 'YYYY-MM-DD')) await field.getByLabel(label).fill(today);
    else fault(at('consent'), `the page does not say how to fill "${label}"`);
  }
  await go(consent.getByRole('button'));
  await says(da ? 'Det er skrevet i forløbet.' : 'It is written in the course.');
  await go(link(da ? 'Skriv rekvisition' : 'Write a requisition'));
  const example = page.getByLabel(da ? 'Udfyld med et opdigtet eksempel' : 'Fill in with a made-up example');
  await example.selectOption({ label: (await example.locator('option').allInnerTexts()).find((own) => own.includes('relapsed-dlbcl')) });
  await go(button(da ? 'Vis' : 'Show'));
  await go(button(da ? 'Kontrollér' : 'Check'));
  await says(da ? 'Kan henvises' : 'Eligible');
  // The page says what a submission asks for; a demonstration says with which password.
  await says(da ? 'skriv din adgangskode igen' : 'write your password again');
  const password = (await page.locator('main').innerText()).match(da ? /Demonstrationens adgangskode er (\S+)/ : /The demonstration's password is (\S+)/)?.[1];
  if (password === undefined) fault(at('requisition'), 'does not say the password of the demonstration');
  await page.getByLabel(da ? 'Adgangskode' : 'Password').fill(password ?? '');
  await go(button(da ? 'Indsend' : 'Submit'));
  await says(da ? 'Indsendt' : 'Submitted');
  if (await page.locator('.order').count() !== 1) fault(at(page.url()), 'nothing was submitted');
} catch (error) {
  fault(at(page.url()), String(error).split('\n').slice(0, 2).join(' '));
}
await browser.close();
