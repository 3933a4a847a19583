// Pictures of parts of the report's pages. Arguments: the folder of the modules, the browser, the folder of the report, where to.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, executablePath, report, out] = process.argv.slice(2);
const { chromium } = createRequire(`${resolve(modules)}/`)('playwright-core');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 900, height: 900 }, colorScheme: 'light' });
for (const [file, part, name] of [
  ['report.en.html', '#copy-number figure svg', 'copy-number'],
  ['report.en.html', '#fusions figure svg', 'junctions'],
  ['reads.en.html', '#reads-1 figure svg >> nth=0', 'reads'],
]) {
  await page.goto(pathToFileURL(resolve(report, file)).href);
  const picture = page.locator(part).first();
  const { x, y, width, height } = await picture.boundingBox();
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: true, clip: { x, y, width, height: Math.min(height, 380) } });
}
await browser.close();
