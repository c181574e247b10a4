/** A name of the contract with spaces: `funds_returned` → `funds returned`. */
export const spaced = (name: string): string => name.replaceAll('_', ' ');

/** `funds_returned` → `Funds returned`, `claimType` → `Claim type`. */
export function sentence(name: string): string {
  const words = spaced(name).replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
