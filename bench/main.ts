import { mkdtempSync, readFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { Command, Option } from 'commander';
import { CONTENDERS } from './parts/contender.ts';
import { startStack, type Stack } from './parts/stack.ts';
import { clearRaw, keepRaw, RESULTS_FOLDER } from './report/results-folder.ts';
import { renderTables } from './report/table.ts';
import { writeDocument, writeReport, type Latest } from './report/write.ts';
import { runSection, SECTIONS, type SectionName } from './sections/run.ts';
import { FULL, QUICK } from './sections/sizes.ts';
import { SERVER_VERSION } from '../dev/server/build-server.ts';
import { stopAsked } from '../src/cli/stop-asked.ts';

interface Options {
  quick?: true;
  only?: SectionName[];
  out?: string;
  report?: true;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const options = new Command('bench')
  .description('Ours against a bare hand-written workflow, on PostgreSQL')
  .option('--quick', 'small sizes, to see that it works; without --out, results go to a temporary folder')
  .addOption(new Option('--only <section...>', 'these sections only').choices(Object.keys(SECTIONS)))
  .option('--out <folder>', 'where the results go')
  .option('--report', 'measures nothing: makes the report anew of the raw results that are there')
  .parse()
  .opts<Options>();

async function main(): Promise<void> {
  const sizes = options.quick ? QUICK : FULL;
  const folder =
    options.out ?? (options.quick ? mkdtempSync(join(tmpdir(), 'bench-quick-')) : RESULTS_FOLDER);
  const wanted = options.only ?? (Object.keys(SECTIONS) as SectionName[]);
  const startedAt = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - startedAt) / 1_000)} s`;

  // Of a whole run nothing may be left from another one; a part of it renews its part.
  if (options.only === undefined) clearRaw(folder);
  say('starting PostgreSQL, a Temporal server, a shop');
  const stack = await startStack({ heapMb: sizes.heapMb, say });
  const failed: string[] = [];
  const machine = {
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgres: await stack.database.version(),
    temporalServer: SERVER_VERSION,
  };
  const interrupted = async (): Promise<void> => {
    say('stopping: what finished sections measured is kept');
    await stack.stop();
    process.exit(130);
  };
  void stopAsked().then(interrupted);
  try {
    keepBundles(stack, folder);
    for (const name of wanted) {
      say(`== ${name} (${elapsed()})`);
      const sectionStartedAt = Date.now();
      const keep: Parameters<typeof runSection>[1]['keep'] = (raw, measured) =>
        keepRaw(folder, raw, sectionStartedAt, measured);
      const outcome = await runSection(name, { stack, sizes, say: (line) => say(`   ${line}`), keep });
      if (outcome.result === 'measured') continue;
      failed.push(name);
      say(`   ${name} is not measured: ${outcome.why}`);
    }
  } finally {
    await stack.stop();
    const at = new Date(startedAt).toISOString();
    const latest = publish(folder, { at, sizes: options.quick ? 'quick' : 'full', machine });
    process.stdout.write(`${renderTables(latest)}\n`);
    say(`results in ${folder}, after ${elapsed()}`);
  }
  if (failed.length > 0) throw new Error(`not measured: ${failed.join(', ')}`);
}

function keepBundles(stack: Stack, folder: string): void {
  const rounds = CONTENDERS.map((contender) => ({
    contender,
    values: { kilobytes: Math.round(stack.bundles[contender].bytes / 100) / 10 },
  }));
  keepRaw(folder, 'bundle', Date.now(), { sizes: {}, rounds });
}

function reportAgain(): void {
  const folder = options.out ?? RESULTS_FOLDER;
  const before = JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8')) as Latest;
  publish(folder, before);
}

function publish(folder: string, about: Pick<Latest, 'at' | 'sizes' | 'machine'>): Latest {
  const latest = writeReport(folder, about);
  if (resolve(folder) === resolve(RESULTS_FOLDER)) writeDocument(latest);
  return latest;
}

try {
  if (options.report) reportAgain();
  else await main();
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
