/**
 * The status with all statements has to fit into one message to the server (2 MB), and settling by hand has no cap of
 * its own. What people write comes nowhere near this.
 */
export const CHARACTERS_KEPT = 200_000;
const BEGINNING = 100;

/** What is kept of a statement when `kept` UTF-16 units of earlier ones are kept: all of it, or its first 100 characters. */
export function keptOf(text: string, kept: number): string {
  const whole = text.trim();
  if (kept + whole.length <= CHARACTERS_KEPT) return whole;
  const characters = Array.from(whole);
  return characters.length <= BEGINNING ? whole : `${characters.slice(0, BEGINNING).join('')}…`;
}
