/** The arrows of the house: what may import what. Everything not allowed here is an error. */
const only = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `${name} may import, of the workspace, only: ${allowed.join(', ') || 'nothing'}`,
  from: { path: `^packages/${name}/(src|bin)` },
  to: { path: '^packages/', pathNot: [name, ...allowed].map((each) => `^packages/${each}/`) },
})

module.exports = {
  forbidden: [
    only('core', []),
    only('providers', []),
    only('ledger', []),
    only('judge', ['core', 'providers']),
    only('gateway', ['core', 'judge', 'ledger', 'providers']),
    only('language-server', ['core']),
    only('console', ['core']),
    only('cli', ['console', 'core', 'gateway', 'judge', 'language-server', 'ledger', 'providers']),
    {
      name: 'public-face',
      severity: 'error',
      comment: 'packages are imported through their src/index.ts only',
      from: { path: '^packages/([^/]+)/(src|bin)' },
      to: {
        path: '^packages/([^/]+)/',
        pathNot: ['^packages/$1/', '^packages/[^/]+/src/index\\.ts$', '^packages/ledger/src/node\\.ts$'],
      },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core does no I/O and runs in a browser: no Node built-ins',
      from: { path: '^packages/core/src' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'rooms-of-core',
      severity: 'error',
      comment: 'inside core data flows one way: document → policy → engine → instructions, analysis, compose',
      from: { path: '^packages/core/src/document' },
      to: { path: '^packages/core/src/(policy|engine|analysis|compose|instructions|reading)' },
    },
    {
      name: 'policy-before-engine',
      severity: 'error',
      from: { path: '^packages/core/src/policy' },
      to: { path: '^packages/core/src/(engine|analysis|compose|instructions|reading)' },
    },
    {
      name: 'engine-before-questions',
      severity: 'error',
      from: { path: '^packages/core/src/engine' },
      to: { path: '^packages/core/src/(analysis|compose|instructions|reading)' },
    },
    {
      name: 'reading-is-for-pages',
      severity: 'error',
      comment:
        'the text of a spec as data is for those who show it: nothing in core needs it, and it asks no other question',
      from: { path: '^packages/core/src/(analysis|compose|instructions)' },
      to: { path: '^packages/core/src/reading' },
    },
    {
      name: 'reading-asks-nothing-else',
      severity: 'error',
      from: { path: '^packages/core/src/reading' },
      to: { path: '^packages/core/src/(analysis|compose|instructions)' },
    },
    {
      name: 'oracle-stays-apart',
      severity: 'error',
      comment: 'the naive engine is never exported, and shares nothing with the fast one',
      from: { path: '^packages/core/src' },
      to: { path: '^packages/core/reference' },
    },
    {
      name: 'oracle-knows-no-engine',
      severity: 'error',
      from: { path: '^packages/core/reference' },
      to: { path: '^packages/core/src/(engine|analysis|compose|instructions)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
}
