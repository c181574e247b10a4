import type { Page } from 'playwright-core';

/** How somebody works a page. */
export interface Hand {
  /** Follows a link. */
  follow(name: string): Promise<void>;
  choose(name: string): Promise<void>;
  write(name: string, text: string): Promise<void>;
  /** Presses a button that leads on. */
  press(name: string): Promise<void>;
}

export const pointer = (page: Page): Hand => ({
  follow: (name) => page.getByRole('link', { name, exact: true }).click(),
  choose: (name) => page.getByRole('radio', { name, exact: true }).check(),
  write: (name, text) => page.getByRole('textbox', { name, exact: true }).fill(text),
  press: (name) => page.getByRole('button', { name, exact: true }).click(),
});

/** More tabs than any page has places to stop at. */
const MOST_TABS = 60;

const FOCUSED = `(() => {
  const at = document.activeElement;
  const words = (at.labels && at.labels[0] ? at.labels[0] : at).textContent;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  return [words.replace(/\\s+/g, ' ').trim(), outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2];
})()`;

/** Tab, the arrows, Space and Enter alone. Throws if a thing cannot be reached so, or does not show that it is in focus. */
export const keyboard = (page: Page): Hand => {
  const focused = (): Promise<[words: string, isSeen: boolean]> => page.evaluate(FOCUSED);
  const reach = async (key: string, isIt: (words: string) => boolean): Promise<void> => {
    for (let n = 0; n < MOST_TABS; n += 1) {
      await page.keyboard.press(key);
      const [words, isSeen] = await focused();
      if (!isIt(words)) continue;
      if (!isSeen && page.url().includes('/purchases/')) throw new Error(`no focus to be seen at ${words}`);
      return;
    }
    throw new Error(`${key} does not reach it on ${page.url()}`);
  };
  const enter = async (name: string): Promise<void> => {
    await reach('Tab', (words) => words === name);
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  };
  return {
    follow: enter,
    press: enter,
    async choose(name) {
      const group = await page
        .getByRole('radio')
        .evaluateAll((all) =>
          all.map(
            (each) => (each as unknown as { labels: { textContent: string }[] }).labels[0]?.textContent,
          ),
        );
      await reach('Tab', (words) => group.includes(words));
      await page.keyboard.press('Space');
      if ((await focused())[0] !== name) await reach('ArrowDown', (words) => words === name);
    },
    async write(name, text) {
      await reach('Tab', (words) => words === name);
      await page.keyboard.type(text);
    },
  };
};
