import { readFileSync } from 'node:fs';

/** One `FROM` and what follows it. */
export interface Stage {
  from: string;
  name: string | undefined;
  /** E.g. `{word: 'COPY', rest: 'src src'}`, in order. */
  instructions: { word: string; rest: string }[];
}

/** The stages of a Dockerfile, in order. Reads what ours uses: comments, `\` at the end of a line, no heredocs. */
export function readDockerfile(path: string): Stage[] {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
  const stages: Stage[] = [];
  for (const line of lines.filter((text) => text !== '')) {
    const [word = '', ...others] = line.split(/\s+/);
    if (word === 'FROM') stages.push({ from: others[0] ?? '', name: others[2], instructions: [] });
    else stages.at(-1)?.instructions.push({ word, rest: others.join(' ') });
  }
  return stages;
}

/** Throws if there is no such stage. */
export function stageNamed(stages: readonly Stage[], wanted: 'product' | 'sandbox'): Stage {
  const stage = stages.find(({ name }) => name === wanted);
  if (stage === undefined) throw new Error(`The Dockerfile has no stage ${wanted}.`);
  return stage;
}

export interface Copy {
  /** A stage, otherwise the repository. */
  from: string | undefined;
  sources: string[];
  target: string;
}

export function copiesOf({ instructions }: Stage): Copy[] {
  return instructions
    .filter(({ word }) => word === 'COPY')
    .map(({ rest }) => {
      const parts = rest.split(' ');
      const from = parts[0]?.startsWith('--from=') ? parts.shift()?.slice('--from='.length) : undefined;
      return { from, sources: parts.slice(0, -1), target: parts.at(-1) ?? '' };
    });
}

/** What its `ENV` lines set. */
export function environmentIn({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(({ word }) => word === 'ENV').flatMap(({ rest }) => rest.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}
