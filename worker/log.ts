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

/** Logged as debug: two of the three workers of a process run activities alone, on purpose. */
const NO_WORKFLOWS = 'No workflows registered, not polling for workflow tasks';

/** Our log, as the logger that the SDK wants. */
export function temporalLogger(log: Pino): Logger {
  const write = (level: LogLevel, message: string, meta?: object): void =>
    log[PINO_LEVEL[message === NO_WORKFLOWS ? 'DEBUG' : level]](withWords(meta), message);
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** JSON shows nothing of an `Error`. This replaces it by its type and message, so that the log says what failed. */
const withWords = (meta: object = {}): object =>
  'error' in meta && meta.error instanceof Error ? { ...meta, error: wordsOf(meta.error) } : meta;

/**
 * The message of our own failures has codes and names of fields only. The message of any other error can quote personal
 * data, so only its name and where it was thrown are logged.
 */
function wordsOf(error: Error): object {
  if (error instanceof ApplicationFailure && typeof error.type === 'string') {
    return { type: error.type, message: error.message };
  }
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { type: error.name, at: frames?.map((frame) => frame.trim()) };
}

/**
 * To be called once per process, before anything else of Temporal's. The SDK handles no signals, because the process stops
 * its parts in an order of its own. `metricsAddress`: where the SDK serves all metrics, ours included. Default: no metrics.
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
