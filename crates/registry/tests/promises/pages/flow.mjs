// The five main tasks in a browser, from a new patient to a closed order: by mouse, and by the keyboard alone. Prints one line for each
// fault; says nothing else. Arguments: language, way (mouse or keyboard), the number of the patient, and the checksum of the report.
import { WIDTHS, base, fault, given, held, launch, looked, windowOf } from './page.mjs';

const [language, way, number, checksum] = given;
const browser = await launch();
const password = 'knoglemarv-2026';
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date());
const name = (what) => `flow ${what} ${language}`;
const first = language === 'da' && way === 'mouse';
const look = async (page, what, widths = first ? WIDTHS : [1440]) => {
  for (const width of widths) await looked(page, name(what), { width });
  await page.setViewportSize({ width: 1440, height: 900 });
};

// Reaches a part as the way says: with the pointer, or by going from part to part.
async function reach(page, part) {
  if (way === 'mouse') return;
  for (let at = 0; at < 400; at += 1) {
    if (await part.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${part}`);
}
async function press(page, part) {
  if (way === 'mouse') return part.click();
  await reach(page, part);
  return page.keyboard.press('Enter');
}
async function write(page, part, text) {
  if (way === 'mouse') return part.fill(text);
  await reach(page, part);
  await page.keyboard.press('Control+A');
  return page.keyboard.type(text);
}
async function choose(page, part, value) {
  if (way === 'mouse') return part.selectOption(value);
  await reach(page, part);
  const label = await part.evaluate((element, value) => [...element.options].find((option) => option.value === value).label, value);
  return page.keyboard.type(label.slice(0, 12));
}
async function check(page, part) {
  if (way === 'mouse') return part.check();
  const group = page.locator(`input[name="${await part.getAttribute('name')}"]`);
  // The keyboard stops at the one that is checked, and arrows go on from there.
  for (let at = 0; at < 400 && !await group.evaluateAll((all) => all.includes(document.activeElement)); at += 1) await page.keyboard.press('Tab');
  for (let at = 0; at < 4 && !await part.isChecked(); at += 1) await page.keyboard.press('ArrowDown');
}
const settled = async (page, act) => { await Promise.all([page.waitForNavigation(), act]); };

async function signedIn(account) {
  const page = await windowOf(browser, { language });
  await page.goto(`${base}/sign-in`);
  if (way === 'mouse') await settled(page, page.locator(`#demo-${account}`).click());
  else {
    await write(page, page.locator('#account'), account);
    await write(page, page.locator('#password'), password);
    await settled(page, page.keyboard.press('Enter'));
  }
  if (!page.url().endsWith('/worklist')) fault(name(account), `signing in leads to ${page.url()}`);
  return page;
}
// Opens the course and takes a step on its page.
async function takes(page, course, step, fill = async () => {}) {
  // Somebody else may have written meanwhile.
  await page.goto(course);
  const form = page.locator(`form:has(input[name=command][value=${step}])`).first();
  await fill(form);
  const button = form.locator('button');
  await settled(page, press(page, button));
  if (await page.locator('[role=status]').count() !== 1) fault(name(step), `came to nothing: ${(await page.locator('.errors').allInnerTexts()).join(' ')}`);
}

try {
  if (first) {
    const door = await windowOf(browser, { language });
    await door.goto(`${base}/sign-in`);
    await look(door, 'sign-in');
    await door.context().close();
  }
  // 1. Refer.
  const doctor = await signedIn('rekvirent');
  if (first) await look(doctor, 'worklist');
  await settled(doctor, press(doctor, doctor.locator('nav a[href="/patients"]')));
  await look(doctor, 'patients');
  await write(doctor, doctor.locator('#field-number'), number);
  await write(doctor, doctor.locator('#field-name'), 'Testperson Browser');
  await write(doctor, doctor.locator('#field-birth'), '1958-03-03');
  await settled(doctor, press(doctor, doctor.locator('button[value=add]')));
  const course = doctor.url();
  if (!/\/cases\/p-[0-9a-f]+$/.test(course)) fault(name('patients'), `adding leads to ${course}`);
  if (first) await look(doctor, 'new course');
  await takes(doctor, course, 'record-consent', async (form) => {
    await choose(doctor, form.locator('[name="record.form"]'), 'comprehensive-genetic-analysis');
    await choose(doctor, form.locator('[name="record.form_version"]'), '2.0');
    await choose(doctor, form.locator('[name="record.signer"]'), 'patient');
    for (const field of ['signed', 'told_no_new_information', 'told_incidental_findings']) await write(doctor, form.locator(`[name="record.${field}"]`), today);
    await choose(doctor, form.locator('[name="record.incidental_choice"]'), 'all');
    await write(doctor, form.locator('[name="record.told_tissue_register"]'), today);
  });
  await settled(doctor, press(doctor, doctor.locator('main a.button')));
  await settled(doctor, press(doctor, doctor.locator('button[value=example]')));
  // One field of each kind is written by hand.
  await check(doctor, doctor.locator('[name="state.relapse"][value=yes]'));
  await write(doctor, doctor.locator('[name="fitness.ecog"]'), '7');
  await settled(doctor, press(doctor, doctor.locator('button[value=check]')));
  if (await doctor.locator('[role=alert] li').count() !== 1) fault(name('requisition'), 'a wrong score is not told');
  if (first) await look(doctor, 'requisition with an error', [320, 1440]);
  await settled(doctor, (async () => { await write(doctor, doctor.locator('[name="fitness.ecog"]'), '1'); await press(doctor, doctor.locator('button[value=check]')); })());
  if (await doctor.locator('.verdict.good').count() !== 1) fault(name('requisition'), 'the referral is not eligible');
  if (first) await look(doctor, 'requisition in a course', [1440]);
  if (way === 'mouse') {
    await doctor.goto(`${course}/requisition/print`);
    await held(doctor, name('printed requisition'), language);
    await doctor.setViewportSize({ width: 1440, height: 900 });
    await doctor.goto(`${course}/requisition`);
  }
  // A submission asks once more who it is.
  await write(doctor, doctor.locator('#password'), password);
  await settled(doctor, press(doctor, doctor.locator('button[value=submit]')));
  if (await doctor.locator('.order').count() !== 1) fault(name('requisition'), 'nothing was submitted');
  // 2. Accept, take and receive.
  const programme = await signedIn('program');
  if (first) await look(programme, 'worklist of the programme');
  await takes(programme, course, 'accept');
  for (let at = 0; at < 2; at += 1) await takes(doctor, course, 'collect', async (form) => {
    await write(doctor, form.locator('[name="at.day"]'), today);
    await write(doctor, form.locator('[name="at.time"]'), '00:05');
  });
  if (first) {
    await doctor.goto(`${course}/specimens/${await doctor.locator('.order tbody code').first().innerText()}/label`);
    await look(doctor, 'label', [320, 1440]);
  }
  await doctor.goto(course);
  const labels = await doctor.locator('.order td a[href$="/label"]').allInnerTexts();
  const reception = await signedIn('modtagelse');
  // Another tube than the one that was ordered is refused, with the remedy.
  await reception.goto(course);
  const wrong = reception.locator('form:has(input[value=receive])').first();
  await write(reception, wrong.locator('[name=label]'), 'ANOTHER');
  await settled(reception, press(reception, wrong.locator('button')));
  if (!(await reception.locator('.errors').innerText()).includes('COM-SAMPLE-01')) fault(name('receive'), 'another label is taken');
  if (first) await look(reception, 'refused');
  for (const label of labels) await takes(reception, course, 'receive', (form) => write(reception, form.locator('[name=label]'), label));
  // 3. Sequence and release.
  const laboratory = await signedIn('laboratorium');
  await takes(laboratory, course, 'establish-culture');
  for (const step of ['accept-dna', 'accept-dna', 'release-to-sequencing', 'release-to-sequencing']) await takes(laboratory, course, step);
  for (const [depth, units] of [['94', '3'], ['34', '1']]) {
    await takes(laboratory, course, 'record-sequenced', async (form) => {
      await write(laboratory, form.locator('[name=mean_depth]'), depth);
      await write(laboratory, form.locator('[name=units]'), units);
    });
  }
  const release = await signedIn('frigivelse');
  await takes(release, course, 'check-identity', async (form) => {
    await check(release, form.locator('[name="identity.genotypes_concordant"][value=yes]'));
    await check(release, form.locator('[name="identity.sex_concordant"][value=yes]'));
  });
  await takes(release, course, 'release-data');
  // 4. Interpret and sign.
  const interpreter = await signedIn('fortolker');
  await interpreter.goto(course);
  if (first) await look(interpreter, 'interpretation');
  await takes(interpreter, course, 'interpret', async (form) => {
    await write(interpreter, form.locator('[name="report.sha256"]'), checksum);
    await choose(interpreter, form.locator('[name="report.incidental_choice"]'), 'all');
    for (const section of await form.locator('select[name^="report.sections"]').all()) await choose(interpreter, section, 'given');
  });
  const approver = await signedIn('godkender');
  await approver.goto(course);
  if (first) await look(approver, 'signature');
  // The report is read beside its evidence, and signed there.
  await settled(approver, press(approver, approver.locator('.order a.button')));
  for (const title of await approver.locator('iframe').evaluateAll((all) => all.map((own) => own.title))) {
    const shown = approver.frameLocator(`iframe[title="${title}"]`);
    if (!(await shown.locator('main').innerText()).includes(checksum)) fault(name('evidence'), `the frame ${title} shows no report`);
  }
  if (await approver.locator('iframe').count() !== 2) fault(name('evidence'), 'not the report and its reads');
  // The keyboard goes into the frames, which have parts of their own; the walk by keyboard signs here.
  if (way === 'mouse') await held(approver, name('evidence'), language, { again: false });
  await approver.setViewportSize({ width: 1440, height: 900 });
  await write(approver, approver.locator('#renew'), password);
  await settled(approver, approver.keyboard.press('Enter'));
  if (!new URL(approver.url()).pathname.includes('/reports/')) fault(name('signature'), `confirming leads to ${approver.url()}`);
  await settled(approver, press(approver, approver.locator('form:has(input[value=sign]) button')));
  if (await approver.locator('[role=status]').count() !== 1) fault(name('sign'), 'nothing was signed');
  // 5. Deliver, open, discuss, close.
  await takes(approver, course, 'deliver');
  await takes(doctor, course, 'acknowledge');
  await takes(doctor, course, 'discuss', async (form) => {
    await write(doctor, form.locator('[name="decision.date"]'), today);
    await write(doctor, form.locator('[name="decision.participants"]'), 'Haematologist');
    await choose(doctor, form.locator('[name="decision.conclusion"]'), 'treatment-changed');
    await write(doctor, form.locator('[name="decision.text"]'), 'As found.');
  });
  await takes(doctor, course, 'close');
  await look(doctor, 'closed course');
} catch (error) {
  fault(name(way), String(error).split('\n')[0]);
}
await browser.close();
