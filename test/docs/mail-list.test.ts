import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mailList } from '../../scripts/mail-list.ts';
import type { MailTemplate } from '../../src/contract/mail.ts';
import { mailOccasions, type MailOccasion } from '../../dev/mails/occasions.ts';
import { CLAUSES } from '../../src/policy/clauses.ts';
import { CURRENT_VERSION_ID, policyVersion } from '../../src/policy/versions.ts';
import { SAMPLES } from '../../dev/mails/samples.ts';

const version = policyVersion(CURRENT_VERSION_ID) ?? expect.fail();
const occasions = Object.entries(mailOccasions(version)) as [MailTemplate, MailOccasion][];
const namesOf = (those: readonly [MailTemplate, MailOccasion][]): MailTemplate[] =>
  those.map(([template]) => template).toSorted();

test('docs/mails.md says what the code says', () => {
  expect(readFileSync('docs/mails.md', 'utf8'), 'out of date: npm run mail-list').toBe(mailList());
});

test('a mail is listed with the clauses that the policy document names it for', () => {
  const policy = readFileSync('docs/policy.md', 'utf8');
  const byPolicy = new Map<string, string[]>();
  for (const id of Object.keys(CLAUSES)) {
    const section = policy.split(`\n### ${id}: `)[1] ?? '';
    const [, mails = ''] = /^- Mails: (.+)$/m.exec(section) ?? [];
    for (const [, template = ''] of mails.matchAll(/`([a-z_]+)`/g))
      byPolicy.set(template, [...(byPolicy.get(template) ?? []), id]);
  }
  const listed = occasions.map(([template, { clauses }]) => [template, clauses.toSorted()]);
  expect(listed).toEqual(
    occasions.map(([template]) => [template, (byPolicy.get(template) ?? []).toSorted()]),
  );
});

test('no sample of a mail has a clause that is not listed', () => {
  const unlisted = SAMPLES.filter(({ content }) => {
    const clauses = occasions.find(([template]) => template === content.template)?.[1].clauses ?? [];
    return 'clause' in content && !clauses.includes(content.clause);
  });
  expect(unlisted.map(({ name }) => name)).toEqual([]);
});

test('the mails that name an instant are those that give time or remind of it', () => {
  const withInstant = SAMPLES.flatMap(({ content }) => ('until' in content ? content.template : []));
  const giveTime = occasions.filter(([, { follows }]) => follows.is !== 'news');
  expect(namesOf(giveTime)).toEqual([...new Set(withInstant)].toSorted());
});

test('a mail that reminds is the reminder of just those that it names', () => {
  for (const [template, { follows }] of occasions) {
    if (follows.is !== 'reminder') continue;
    const reminded = occasions.filter(
      ([, each]) => each.follows.is === 'time' && each.follows.reminder?.template === template,
    );
    expect([template, namesOf(reminded)]).toEqual([template, follows.of.toSorted()]);
  }
});

test('every other mail that is named exists', () => {
  const text = mailList().split('\n## ').slice(1).join('\n');
  const named = [...text.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, name = '']) => name);
  const known = new Set<string>(namesOf(occasions));
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
