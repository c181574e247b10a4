import { ApplicationFailure } from '@temporalio/common';
import { makeTelemetryFilterString, Runtime, type Logger, type LogLevel } from '@temporalio/worker';
import { pino, type Level, type Logger as Pino } from 'pino';
import { LATENESS, LATENESS_BUCKETS } from './metrics.ts';

export type LogLevelName = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** One JSON object a line on stderr; stdout is for `ready` lines. No personal data: ids, stages and clauses only. */
export const createLog = (level: LogLevelName): Pino =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));

const PINO_LEVEL: Readonly<Record<LogLevel, Level>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** The SDK warns of what is meant so: one of the two workers of a process sends mails and nothing else. */
const NO_WARNING = 'No workflows registered, not polling for workflow tasks';

/** The SDK's own logger interface over ours. */
export function temporalLogger(log: Pino): Logger {
  const write = (level: LogLevel, message: string, meta?: object): void =>
    log[PINO_LEVEL[message === NO_WARNING ? 'DEBUG' : level]](withWords(meta), message);
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** An `Error` has no fields of its own that JSON would show: without this a failed try would not say what failed. */
const withWords = (meta: object = {}): object =>
  'error' in meta && meta.error instanceof Error ? { ...meta, error: wordsOf(meta.error) } : meta;

/**
 * A failure of ours says in its message what failed, as a code or a field's name. The message of any other error can
 * quote what it was about: its name and place are enough to find it.
 */
function wordsOf(error: Error): object {
  if (error instanceof ApplicationFailure && typeof error.type === 'string') {
    return { type: error.type, message: error.message };
  }
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { type: error.name, at: frames?.map((frame) => frame.trim()) };
}

/**
 * Once per process, before anything else of Temporal. Signals are the process's own matter: it stops in an order.
 * `metricsAddress`: where the SDK serves all metrics, ours among them. Without it none are kept.
 */
export function installRuntime(log: Pino, { metricsAddress }: { metricsAddress?: string } = {}): void {
  Runtime.install({
    logger: temporalLogger(log),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metricsAddress !== undefined && {
        metrics: {
          prometheus: {
            bindAddress: metricsAddress,
            countersTotalSuffix: true,
            unitSuffix: true,
            useSecondsForDurations: true,
            histogramBucketOverrides: { [LATENESS]: LATENESS_BUCKETS },
          },
        },
      }),
    },
    shutdownSignals: [],
  });
}
