/** Writes `docs/mails.md`: `npm run mail-list` after a change of `dev/mails/occasions.ts`, of the pages or of the policy. */
import { writeFileSync } from 'node:fs';
import { mailList } from './mail-list.ts';

writeFileSync(new URL('../docs/mails.md', import.meta.url), mailList());
process.stderr.write('docs/mails.md is up to date\n');
