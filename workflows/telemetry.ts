import { proxySinks } from '@temporalio/workflow';
import type { PurchaseSinks } from '../src/contract/telemetry.ts';

/** For the metrics of the worker. No answer comes back, so nothing can depend on it. */
export const { purchase: telemetry } = proxySinks<PurchaseSinks>();
