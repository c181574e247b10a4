import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** What a consumer names beside the client itself: its errors, its answers, and the records that it may bring. */
const CLIENT_MODULES = [
  'no-answer',
  'open-purchase',
  'preview-request',
  'purchase-records',
  'read-status',
  'request',
  'send-event',
] as const;

/**
 * Builds the client as a package of its own: JavaScript modules, their types, and the published schemas. The folder is
 * emptied before. Throws if the sources have a type error, with the compiler's words.
 */
export function buildClientPackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  compile(folder);
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // The compiler rewrites `./a.ts` to `./a.js` in modules only.
  for (const name of modules.filter((each) => each.endsWith('.d.ts'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replaceAll(/((?:from |import\()'\.[^']*)\.ts'/g, "$1.js'"));
  }
  cpSync(source('src/contract/schemas'), join(folder, 'schemas'), { recursive: true });
  writeFileSync(join(folder, 'README.md'), README);
  const imported = modules.flatMap((name) =>
    /\.(js|d\.ts)$/.test(name) ? packagesIn(readFileSync(join(folder, name), 'utf8')) : [],
  );
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson(new Set(imported)), null, 2)}\n`);
}

const source = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

function compile(folder: string): void {
  const compiler = source('node_modules/@typescript/native/bin/tsc');
  const project = source('scripts/client-package.tsconfig.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', folder], { stdio: 'pipe' });
}

/** The packages that a module or its types import. */
const packagesIn = (text: string): string[] =>
  [...text.matchAll(/(?:from |import\()'(@[^/']+\/[^/']+|[^.@'][^/']*)/g)].flatMap(([, name = '']) =>
    name.startsWith('node:') ? [] : name,
  );

function packageJson(imported: ReadonlySet<string>): object {
  const { version, engines, dependencies } = JSON.parse(readFileSync(source('package.json'), 'utf8')) as {
    version: string;
    engines: { node: string };
    dependencies: Record<string, string>;
  };
  return {
    name: 'instaotp-returns-client',
    version,
    description: 'Opens purchases of InstaOTP returns, reports events, files and works claims, by Temporal',
    license: 'UNLICENSED',
    type: 'module',
    sideEffects: false,
    engines,
    exports: {
      '.': moduleAt('client/returns-client'),
      ...Object.fromEntries(CLIENT_MODULES.map((name) => [`./${name}`, moduleAt(`client/${name}`)])),
      './contract/validation/*': null,
      './contract/*': moduleAt('contract/*'),
      './schemas/*': './schemas/*',
      './package.json': './package.json',
    },
    // The consumer's own: a client of another copy of the SDK would be of another type.
    peerDependencies: Object.fromEntries(
      [...imported].toSorted().map((name) => {
        const ours = dependencies[name];
        if (ours === undefined) throw new Error(`${name} is imported by the client and is no dependency.`);
        return [name, `^${ours}`];
      }),
    ),
    publishConfig: { access: 'restricted' },
  };
}

const moduleAt = (path: string): object => ({ types: `./${path}.d.ts`, default: `./${path}.js` });

const README = `# The client of InstaOTP returns

\`\`\`ts
import { Client, Connection } from '@temporalio/client';
import { createReturnsClient } from 'instaotp-returns-client';

const connection = await Connection.connect({ address: '127.0.0.1:7233' });
const returns = createReturnsClient({ client: new Client({ connection }) });
\`\`\`

Beside the client there are its errors (\`instaotp-returns-client/no-answer\`), the types of its answers
(\`…/open-purchase\`, \`…/request\`, \`…/read-status\`, \`…/preview-request\`, \`…/send-event\`), those of the contract
(\`…/contract/purchase-order\`, \`…/contract/updates\`, \`…/contract/status\`, …) and its JSON Schemas
(\`…/schemas/purchase-order.schema.json\`, …). The SDK's usual data converter is the right one.
`;
