// Validates FHIR R4 bundles with the npm package `fhir`, which is not ours; the first argument is its folder.
const fs = require('fs');
const [folder, ...files] = process.argv.slice(2);
const { Fhir } = require(folder);
const fhir = new Fhir();
let failed = false;
for (const file of files) {
  const bundle = JSON.parse(fs.readFileSync(file, 'utf8'));
  const parts = [bundle, ...bundle.entry.map((entry) => entry.resource)];
  for (const part of parts) {
    const result = fhir.validate(part, { errorOnUnexpected: true });
    const wrong = result.messages.filter((message) => message.severity === 'error');
    for (const message of wrong) {
      console.log(`${file}: ${part.resourceType} ${part.id}: ${message.location}: ${message.message}`);
    }
    failed = failed || !result.valid || wrong.length > 0;
  }
  console.log(`${file}: ${bundle.entry.length} resources`);
}
process.exit(failed ? 1 : 0);
