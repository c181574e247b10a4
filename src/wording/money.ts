import type { Money } from '../contract/scalars.ts';

/**
 * Currencies whose minor unit is not a hundredth, by number of decimals (ISO 4217).
 * Intl's own numbers cannot be used: it shows HUF and PKR without decimals, which would turn 14.90 into 1490.
 */
const DECIMALS: readonly (readonly [decimals: number, currencies: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

function decimalsOf(currency: string): number {
  return DECIMALS.find(([, currencies]) => currencies.split(' ').includes(currency))?.[0] ?? 2;
}

/** An amount with its currency, the way `locale` writes it. `locale` must be known to Intl. */
export function moneyInLocale({ amount, currency }: Money, locale: string): string {
  const decimals = decimalsOf(currency);
  return formatOf(locale, currency, decimals).format(decimal(amount, decimals));
}

/** Orders name currencies and locales, so it is emptied before it grows without bound. */
const MOST_FORMATS = 500;
const formats = new Map<string, Intl.NumberFormat>();

/** A format is kept, because making one takes many times longer than using it. */
function formatOf(locale: string, currency: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (formats.size >= MOST_FORMATS) formats.clear();
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(key, format);
  return format;
}

/** As a decimal string: a division would lose the last digit of large amounts. */
function decimal(minorUnits: number, decimals: number): `${number}` {
  const digits = String(minorUnits).padStart(decimals + 1, '0');
  if (decimals === 0) return digits as `${number}`;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` as `${number}`;
}

/** An amount in English, for pages and the command line: `€1.49`, `KWD 1.490`. */
export const moneyWords = (money: Money): string => moneyInLocale(money, 'en-GB').replaceAll('\u00a0', ' ');
