/** The walls between the parts (docs/architecture.md). Tests may import anything. */
const inside = (...folders) => `^(${folders.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'workflows-are-deterministic',
      comment: 'Workflow code sees the policy and the contract, nothing that reads a clock or does I/O.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: inside('src', 'activities', 'worker'), pathNot: inside('src/policy', 'src/contract') },
    },
    {
      name: 'workflows-bundle-no-library',
      comment: 'A library in the bundle costs CPU and memory in every workflow.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/@temporalio/(workflow|common)/',
      },
    },
    {
      name: 'policy-and-contract-are-pure',
      comment: 'They know each other and nothing else: no I/O, no library.',
      severity: 'error',
      from: { path: inside('src/policy', 'src/contract') },
      to: { pathNot: inside('src/policy', 'src/contract') },
    },
    {
      name: 'contract-knows-no-policy',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { path: '^src/policy/' },
    },
    {
      name: 'activities-do-not-know-workflows',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: inside('workflows', 'worker', 'src/client') },
    },
    {
      name: 'only-the-worker-puts-things-together',
      severity: 'error',
      from: {
        pathNot: inside('worker', 'activities', 'workflows', 'test', 'dev', 'scripts', 'bench'),
      },
      to: { path: inside('worker', 'activities', 'workflows') },
    },
    {
      name: 'workflows-run-in-the-bundle-only',
      comment: 'Their code is reached by name through the server, never by import.',
      severity: 'error',
      from: { pathNot: inside('workflows', 'test') },
      to: { path: '^workflows/' },
    },
    {
      name: 'product-knows-no-dev',
      comment: 'What is only for trying out and developing is not in the image.',
      severity: 'error',
      from: { path: inside('src', 'workflows', 'activities', 'worker') },
      to: { path: '^dev/' },
    },
    {
      name: 'src-is-the-product',
      comment: 'What only the sandbox, a script or a test imports does not belong in the image.',
      severity: 'error',
      from: {
        path: [
          '^worker/(main|build)[.]ts$',
          '^src/cli/(main|api|migrate|reconcile|forget|check-shop)[.]ts$',
          '^src/client/returns-client[.]ts$',
          '^src/evidence/picture-process[.]mjs$',
          '^workflows/purchase[.]ts$',
        ],
      },
      to: {
        path: '^src/.*[.]tsx?$',
        pathNot: '^src/cli/(main|api|migrate|reconcile|forget|check-shop)[.]ts$',
        reachable: false,
      },
    },
    {
      name: 'wording-is-pure',
      comment: 'Pages, mails and command line alike use it: no I/O, no markup, no library.',
      severity: 'error',
      from: { path: '^src/wording/' },
      to: { pathNot: inside('src/wording', 'src/contract', 'src/policy') },
    },
    {
      name: 'parts-of-pages-only-show',
      comment: 'They get what they show handed in, so that the pages of every service can use them.',
      severity: 'error',
      from: { path: '^src/web/parts/' },
      to: {
        path: inside('src', 'workflows', 'activities', 'worker'),
        pathNot: inside('src/web/parts', 'src/wording', 'src/contract', 'src/policy'),
      },
    },
    {
      name: 'the-api-is-a-face',
      comment:
        'It has no table of stages and no rule of the policy: the purchase says what may be asked for.',
      severity: 'error',
      from: { path: inside('src/web/api', 'src/web/mcp') },
      to: { path: '^src/policy/', pathNot: '^src/policy/(duration|policy-as-data|versions)' },
    },
    {
      name: 'the-api-knows-nothing-of-what-is-beside-it',
      comment:
        'Pages, docs and tools for assistants use its code; `src/web/serve.ts` alone puts them together.',
      severity: 'error',
      from: { path: '^src/web/api/' },
      to: { path: ['^src/web/(?!api/|parts/)', '^src/cli/'] },
    },
    {
      name: 'pages-of-customers-have-no-rule',
      comment:
        'They act and preview as the routes of the API do, and say what the purchase says, with the numbers of its version. Which claim may be objected to, and which ends without evidence, the policy says.',
      severity: 'error',
      from: { path: '^src/web/customer/' },
      to: {
        path: '^src/policy/',
        pathNot: '^src/policy/(clauses|duration|invalid-number|objection|versions)',
      },
    },
    {
      name: 'client-knows-no-ledger',
      comment: 'Other services import it. Who has a ledger hands it in as the records.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '^src/ledger/' },
    },
    {
      name: 'statements-stand-in-the-ledger',
      comment: 'Whoever needs something of the database asks src/ledger for it, in words of the policy.',
      severity: 'error',
      from: { pathNot: inside('src/ledger', 'test', 'bench', 'scripts') },
      to: { path: 'node_modules/(kysely|pg)/' },
    },
    {
      name: 'operations-know-no-process',
      comment: 'Command line, HTTP API and desk call the same use cases: none of them is in one.',
      severity: 'error',
      from: { path: '^src/operations/' },
      to: {
        path: [
          inside('src/cli', 'src/config', 'src/web', 'activities', 'worker', 'workflows'),
          '^(node:)?(process|http|https|net|fs|fs/promises|child_process)$',
          'node_modules/(commander|hono)/',
        ],
      },
    },
    {
      name: 'ledger-and-emails-serve-operations',
      comment: 'They know the contract, and nothing of who calls them.',
      severity: 'error',
      from: { path: inside('src/ledger', 'src/emails') },
      to: {
        path: inside(
          'src/operations',
          'src/cli',
          'src/config',
          'src/temporal',
          'src/web',
          'src/feed',
          'src/webhooks',
          'src/evidence',
          'src/links',
          'activities',
          'worker',
        ),
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
