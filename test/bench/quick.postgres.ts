import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Latest } from '../../bench/report/write.ts';

test('the bench runs by itself, counts for ours what bare has and one record per life, and keeps what it measured', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'instaotp-bench-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const args = ['--quick', '--only', 'lives', 'cold-start', '--out', folder];
  const bench = spawn(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void bench.kill());
  const [code] = await once(bench, 'exit');
  expect(code).toBe(0);

  const raw = readdirSync(join(folder, 'raw')).toSorted();
  expect(raw).toEqual(['bundle.json', 'cold-start.json', 'lives.json']);
  const latest = JSON.parse(readFileSync(join(folder, 'latest.json'), 'utf8')) as Latest;
  expect(latest.sizes).toBe('quick');
  // 23 and 29 events against 22 and 28: in each life one record, at its end, of one event.
  expect(latest.ratios).toMatchObject({ events: 1.04, workflowTasks: 1, commits: null, memoryPerOpen: null });
}, 300_000);
