/**
 * Which part of the code may know which? The rooms of src/, lowest first: a file imports only from its own room and from
 * rooms named before it here. `npm run layers` checks it, test/project/layers.test.ts breaks every rule
 * below on purpose and checks that it is reported. What `verisim --help` loads is test/project/start.test.ts.
 */

/** Room, and the pattern of its files. The order is the rule. */
const rooms = [
  ['engine', '^src/engine/'],
  ['stats', '^src/stats/'],
  ['language', '^src/language/'],
  ['network', '^src/network/'],
  ['inference/bank', '^src/inference/[^/]+$'],
  ['rules', '^src/rules/'],
  ['agents', '^src/agents/'],
  ['scenario', '^src/scenario/'],
  ['simulation', '^src/simulation/'],
  ['measures', '^src/measures/'],
  ['inference/host', '^src/inference/host/'],
  ['results', '^src/results/'],
  ['experiment', '^src/experiment/'],
  ['check', '^src/check/'],
  ['charts', '^src/charts/'],
  ['report', '^src/report/'],
  ['server', '^src/server/'],
  ['api', '^src/api/'],
  ['cli', '^src/cli/'],
];

/** Slots of rules: one folder each, and what holds them together. */
const RULE_FILE = '^src/rules/([^/]+)/';

/** Packages that cost tens to hundreds of milliseconds to load, and the rooms (or files) that have a use for them. */
const heavy = [
  ['mathjs', '^src/language/'],
  ['vega', '^src/charts/'],
  ['vega-lite', '^src/charts/'],
  ['@resvg/resvg-js', '^src/charts/'],
  ['pdfkit', '^src/charts/'],
  ['svg-to-pdfkit', '^src/charts/'],
  ['onnxruntime-node', '^src/inference/host/'],
  ['onnxruntime-web', '^src/inference/host/'],
  ['piscina', '^src/experiment/'],
  ['@duckdb/node-api', '^src/results/'],
  ['bullmq', '^src/experiment/(bullmq|executors)/'],
  ['ioredis', '^src/experiment/(bullmq|executors)/'],
];

const upward = rooms.slice(0, -1).map(([name, path], index) => ({
  name: `${name}-looks-up`,
  severity: 'error',
  comment: `src/${name} may know only of the rooms below it: ${
    rooms
      .slice(0, index)
      .map(([below]) => below)
      .join(', ') || 'none'
  }`,
  from: { path },
  to: { path: rooms.slice(index + 1).map(([, above]) => above) },
}));

const heavyHome = heavy.map(([pack, home]) => ({
  name: `${pack}-elsewhere`,
  severity: 'error',
  comment: `${pack} is heavy: only ${home} has a use for it`,
  from: { path: '^src/', pathNot: home },
  to: { path: `node_modules/${pack}/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-room',
      severity: 'error',
      comment: 'every file of src/ lies in a room named above',
      from: { path: '^src/', pathNot: rooms.map(([, path]) => path) },
      to: {},
    },
    {
      name: 'rules-know-each-other',
      severity: 'error',
      comment: 'a rule answers one question; it knows neither other slots nor the other answers to its own',
      from: { path: RULE_FILE },
      to: { path: RULE_FILE },
    },
    {
      name: 'rules-known-beyond-their-contract',
      severity: 'error',
      comment: 'other rooms get rules from the index, and what rules are from the contract',
      from: { path: '^src/', pathNot: '^src/rules/' },
      to: { path: RULE_FILE },
    },
    {
      name: 'adversaries-known-beyond-their-contract',
      severity: 'error',
      comment: 'other rooms get adversaries and strategies from the index',
      from: { path: '^src/', pathNot: '^src/agents/(index|all[A-Z]\\w+)[.]ts$' },
      to: { path: '^src/agents/[^/]+/' },
    },
    ...heavyHome,
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'files that import each other can be neither read nor tested alone',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'a file that nobody imports and that imports nobody',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    {
      name: 'not-in-package-json',
      severity: 'error',
      comment: 'a package that is not a dependency would be missing where verisim is installed; its types alone may be',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      comment: 'src/ does not import tests',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    { name: 'not-found', severity: 'error', comment: 'an import of nothing', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
