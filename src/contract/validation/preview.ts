import type { OptionsQuestion, PreviewQuestion } from '../preview.ts';
import { objectOf, oneOf } from './fields.ts';
import { reader, readWith, type Read } from './reader.ts';
import { timestamp } from './timestamp.ts';
import { UPDATE_NAMES } from './updates.ts';

const previewQuestion = objectOf<PreviewQuestion>({
  update: oneOf(...UPDATE_NAMES),
  argument: reader<unknown>('the argument of the update', (value) => value),
  at: timestamp,
});

/**
 * Reads the argument of the query `preview`. The argument of the update in it is not read yet.
 * @example
 * readPreviewQuestion({ update: 'chooseRemedy', argument: choice, at: '2026-03-02T00:00:00Z' });
 */
export const readPreviewQuestion = (input: unknown): Read<PreviewQuestion> =>
  readWith(previewQuestion, input);

const optionsQuestion = objectOf<OptionsQuestion>({ at: timestamp });

/**
 * Reads the argument of the query `options`.
 * @example
 * readOptionsQuestion({ at: '2026-03-02T00:00:00Z' });
 */
export const readOptionsQuestion = (input: unknown): Read<OptionsQuestion> =>
  readWith(optionsQuestion, input);
