/** Where the one link of a mail of ours leads, which its text has on a line of its own. `undefined`: it has none. */
export const linkIn = ({ text }: { text: string }): string | undefined =>
  /^\S.*:\n(https?:\/\/[^\s/]+\/l\/[\w-]+(?:\/[a-z]+)?)$/m.exec(text)?.[1];

/** The HTML of a mail that is shown in a frame: its link leads the whole window to `path`, from where it goes on. */
export function leadingAway(mail: { text: string; html: string }, path: string): string {
  const link = linkIn(mail);
  if (link === undefined) return mail.html;
  return mail.html
    .replace('<head>', '<head>\n<base target="_top">')
    .replaceAll(`href="${link}"`, `href="${path}"`);
}
