import { InvalidArgumentError } from 'commander';

/** Reads an argument that is a whole number within limits. */
export const wholeNumberBetween =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
