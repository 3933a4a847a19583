// A clinician finds the form that waits, fills it in by the labels that stand on it, and is told that it is kept. Arguments: language, way.
import { WIDTHS, base, fault, given, launch, looked, walked, windowOf } from './page.mjs';

const [language, way] = given;
const da = language === 'da';
const browser = await launch();
const page = await windowOf(browser, { language, colorScheme: way === 'keyboard' ? 'dark' : 'light' });
const at = (what) => `outcome ${language} ${way}: ${what}`;
const act = async (part) => {
  await Promise.all([page.waitForNavigation(), way === 'keyboard' ? part.focus().then(() => page.keyboard.press('Enter')) : part.click()]);
};
const link = (words) => page.getByRole('link', { name: words, exact: true }).first();
const button = (words) => page.getByRole('button', { name: words, exact: true }).first();

try {
  await page.goto(`${base}/sign-in`);
  await act(button(da ? 'Rekvirent' : 'Requester'));
  await act(link(da ? 'Opfølgning' : 'Follow-up'));
  for (const width of WIDTHS) await looked(page, `outcomes ${language}`, { width });
  await walked(page, at('list'));
  // Each language takes another of the forms, since both fill one in.
  const forms = page.getByRole('link', { name: da ? /^Udfyld/ : /^Fill in/ });
  const own = da ? forms.first() : forms.last();
  const address = await own.getAttribute('href');
  await act(own);
  const begun = Date.now();
  for (const width of WIDTHS) await looked(page, `outcome ${language}`, { width });
  await page.reload();
  await walked(page, at('form'));
  const fields = await page.locator('form .field').count();
  if (fields < 1 || fields > 5) fault(at('form'), `has ${fields} fields`);
  // Every field can be answered "not known", which is not "not yet".
  for (const field of await page.locator('form .field').all()) {
    const select = field.locator('select');
    const words = da ? 'Ikke kendt' : 'Not known';
    if (await select.count() > 0) await select.selectOption({ label: words });
    else {
      const line = field.locator('input[type="text"]');
      if (await line.count() > 0) await line.fill('');
      await field.getByLabel(words, { exact: true }).check();
    }
  }
  await act(button(da ? 'Gem' : 'Save'));
  if (!(await page.locator('[role="status"]').innerText()).includes(da ? 'Gemt' : 'Kept')) fault(at('end'), 'does not say that it is kept');
  if (await page.locator(`a[href="${address}"]`).count() > 0) fault(at('end'), 'what was answered is asked again');
  if (Date.now() - begun > 180_000) fault(at('end'), 'took more than three minutes');
} catch (error) {
  for (const told of await page.locator('#errors').allInnerTexts()) fault(at(page.url()), told);
  fault(at(page.url()), String(error).split('\n').slice(0, 2).join(' '));
}
await browser.close();
