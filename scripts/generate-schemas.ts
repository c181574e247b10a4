/** Writes the JSON Schemas of the contract, and the OpenAPI document of the HTTP API: `npx tsx scripts/generate-schemas.ts` after a change of `src/contract`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { apiDocument } from './api-document.ts';
import { contractSchemas } from './contract-schemas.ts';

const folder = new URL('../src/contract/schemas/', import.meta.url);
const schemas = contractSchemas();

mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) {
  if (old.endsWith('.schema.json') && !schemas.has(old)) rmSync(new URL(old, folder));
}
for (const [name, text] of schemas) writeFileSync(new URL(name, folder), text);
writeFileSync(new URL('../src/web/api/openapi.json', import.meta.url), apiDocument());
process.stderr.write(`${schemas.size} schemas are up to date in src/contract/schemas\n`);
