// The pages that need no sign-in. Prints one line for each fault; says nothing else.
import { readFileSync } from 'node:fs';
import { WIDTHS, base, fault, given, launch, looked, walked, windowOf } from './page.mjs';

const [examples] = given;
const PAGES = ['/', '/requisition', '/rules', '/rules/RR-ELIG-05', '/questions', '/questions/INC-02', '/statements', '/registers', '/registers/clocks', '/rules/NONE'];
const WALKED = ['/', '/requisition', '/rules/RR-ELIG-05'];
const browser = await launch();

// Writes an example into the form, field by field.
async function fill(page, file) {
  const flat = (path, value) => (value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, member]) => flat(path ? `${path}.${name}` : name, member)) : [[path, value]]);
  for (const [path, value] of flat('', JSON.parse(readFileSync(`${examples}/${file}`, 'utf8')))) {
    const field = page.locator(`[name="${path}"]`);
    if (path === 'schema') continue;
    if (typeof value === 'boolean') await page.locator(`[name="${path}"][value="${value ? 'yes' : 'no'}"]`).check();
    else if (await field.evaluate((element) => element.tagName) === 'SELECT') await field.selectOption(value);
    else await field.fill(Array.isArray(value) ? value.join('\n') : String(value));
  }
}

// What differs between languages and schemes is looked at in each; the rest once.
for (const [language, colorScheme, widths] of [['da', 'light', WIDTHS], ['en', 'light', [320]], ['da', 'dark', [1440]]]) {
  const page = await windowOf(browser, { language, colorScheme });
  for (const path of PAGES) {
    await page.goto(base + path);
    const name = `open ${path} ${language} ${colorScheme}`;
    for (const width of widths) await looked(page, name, { width });
    if (language === 'da' && colorScheme === 'light' && WALKED.includes(path)) await walked(page, name);
  }
  for (const file of ['mds-incomplete.json', 'unfit-patient.json']) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${base}/requisition`);
    await fill(page, file);
    await page.locator('button[value=check]').click();
    await page.locator('#verdict').waitFor();
    // The answer may be there before its style is.
    await page.waitForLoadState('load');
    for (const width of widths) await looked(page, `verdict ${file} ${language} ${colorScheme}`, { width });
  }
  await page.goto(`${base}/requisition`);
  await page.locator('[name="patient.cpr"]').fill('12');
  await page.locator('[name="fitness.ecog"]').fill('nine');
  await page.keyboard.press('Enter');
  await page.locator('[role=alert]').waitFor();
  await page.waitForLoadState('load');
  if (await page.locator('[role=alert] li').count() !== 3) fault(`errors ${language}`, 'not three errors');
  for (const width of widths) await looked(page, `errors ${language} ${colorScheme}`, { width });
  // The error leads to its field.
  await page.locator('[role=alert] a').first().focus();
  await page.keyboard.press('Enter');
  if (await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')) !== 'true') fault(`errors ${language}`, 'the link does not lead to the field');
  await page.context().close();
}
await browser.close();
