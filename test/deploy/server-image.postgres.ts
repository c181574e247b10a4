import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { environmentOf, readComposeFile, serviceOf } from '../../scripts/deployment/compose-file.ts';
import { schemaFolder } from '../../dev/postgres/schema-tool.ts';

test('every variable that the compose file gives to the server is one that its image reads', async () => {
  // The image is made of these two files of the same module.
  const docker = join(await schemaFolder(process.env), '../../../docker');
  const files = ['config_template.yaml', 'scripts/sh/entrypoint.sh'];
  const text = files.map((file) => readFileSync(join(docker, file), 'utf8')).join('\n');
  const given = Object.keys(environmentOf(serviceOf(readComposeFile('docker-compose.yml'), 'temporal')));
  expect(given.length).toBe(7);
  expect(given.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
