import { moneyWords } from './money.ts';

type Fact = string | number | boolean | null;

/** `name value, name value`, on one line. An amount and its currency are written together. */
export function factWords(facts: Readonly<Record<string, Fact>>): string {
  const { amount, currency } = facts;
  const money = typeof amount === 'number' && typeof currency === 'string';
  const words = Object.entries(facts).map(([name, value]) => {
    if (money && name === 'amount') return moneyWords({ amount, currency });
    if (money && name === 'currency') return undefined;
    return `${name} ${oneLine(String(value))}`;
  });
  return words.filter((each) => each !== undefined).join(', ');
}

/** Foreign text without line breaks. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
