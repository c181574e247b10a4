import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { freePorts } from '../../../src/listening/free-ports.ts';
import {
  INTERNAL_PORTS,
  renderDynamicConfig,
  renderServerConfig,
} from '../../../dev/server/server-config.ts';

// Stands in for `temporal server start-dev`: a real server, but deaf to `--dynamic-config-value`.
const { values } = parseArgs({
  strict: false,
  options: {
    port: { type: 'string' },
    'http-port': { type: 'string' },
    'metrics-port': { type: 'string' },
    'db-filename': { type: 'string' },
  },
});
const ports = {
  frontend: Number(values['port']),
  http: Number(values['http-port']),
  metrics: Number(values['metrics-port']),
  internal: await freePorts(INTERNAL_PORTS),
};
const file = values['db-filename'];
writeFileSync('cli-dynamic.json', renderDynamicConfig({}));
writeFileSync(
  'cli-server.json',
  renderServerConfig({
    store: file === undefined ? { kind: 'memory' } : { kind: 'sqlite', databaseFile: String(file) },
    dynamicConfigFile: 'cli-dynamic.json',
    ports,
  }),
);
const args = ['--config-file', 'cli-server.json', '--allow-no-auth', 'start'];
spawn(process.env['BUILT_SERVER'] ?? '', args, { stdio: 'inherit' });
