// Who may import whom: `npm run lint` holds it (dependency-cruiser; biome.json forbids cycles of files). Imports of types count,
// since a type is knowledge too.
import type { IConfiguration } from 'dependency-cruiser';

/**
 * From top to bottom. A folder imports from folders in the lines below its own only; those in one line know nothing of each
 * other. A folder within another has a line of its own.
 */
const LAYERS = [
  // The local world.
  'emulators/cli emulators/demo',
  'emulators/world',
  'emulators/clients emulators/suite',
  'emulators',

  // BigQuery's stub: the calls, the jobs that they start, and what those write.
  'emulators/bigquery',
  'emulators/bigquery/routes',
  'emulators/bigquery/http',
  'emulators/bigquery/jobs',
  'emulators/bigquery/query',
  'emulators/bigquery/query/script',
  'emulators/bigquery/query/informationSchema emulators/bigquery/tables',
  'emulators/bigquery/state',
  'emulators/bigquery/control emulators/bigquery/extract emulators/bigquery/load',
  'emulators/bigquery/load/detect',
  'emulators/bigquery/load/formats',
  'emulators/bigquery/load/plain emulators/bigquery/load/task',
  'emulators/bigquery/catalog emulators/bigquery/values',
  'emulators/bigquery/load/rows',
  'emulators/bigquery/emission',
  'emulators/bigquery/emission/functions',
  'emulators/bigquery/emission/terms',
  'emulators/bigquery/evaluation',
  'emulators/bigquery/evaluation/rewrite',
  'emulators/bigquery/engine',
  'emulators/bigquery/engine/functions',
  'emulators/bigquery/objects emulators/bigquery/schema',
  'emulators/bigquery/errors',
  'emulators/bigquery/rest',

  // GoogleSQL's own service.
  'emulators/googlesql',

  // The command line.
  'functions/cli',
  'functions/cli/push',
  'functions/cli/alerts functions/cli/books functions/cli/check functions/cli/deploy functions/cli/explain functions/cli/infer functions/cli/init functions/cli/monitor functions/cli/replay functions/cli/status',
  'functions/cli/check/names functions/cli/infer/formats',
  'functions/cli/doctor',
  'functions/cli/doctor/checks functions/cli/doctor/probe',
  'functions/cli/doctor/model functions/cli/sql',
  'functions/cli/cloud',
  'functions/cli/input functions/cli/text',

  // What is deployed, down from its index.ts.
  'functions/src',
  'functions/src/dispatch functions/src/replay',
  'functions/src/digest',
  'functions/src/monitor',
  'functions/src/monitor/page functions/src/monitor/problems',
  'functions/src/monitor/model',
  'functions/src/books',
  'functions/src/tail',
  'functions/src/runtime',
  'functions/src/process',
  'functions/src/action functions/src/recovery',
  'functions/src/action/fill',

  // The outside: as it is handed in, then the folders that reach it.
  'functions/src/deps',
  'functions/src/history',
  'functions/src/journal functions/src/task',
  'functions/src/bigquery functions/src/google functions/src/http functions/src/storage functions/src/trace',

  // Pure: no input, no output.
  'functions/src/batch functions/src/plan',
  'functions/src/plan/move',
  'functions/src/model',
  'functions/src/rule',
  'functions/src/failure',
  'functions/src/common',
].map((line) => line.split(' '));

/** The first group is the folder, so that a rule's `to` can name it as $1. */
const filesIn = (folders: readonly string[]): string => `^(${folders.join('|')})/[^/]+$`;

const upwards = LAYERS.map((line, index) => ({
  name: 'imports-upwards',
  comment: 'The folder imported from stands above, or beside, in the list of test/layers.ts: move what is needed down.',
  severity: 'error' as const,
  from: { path: filesIn(line) },
  to: { path: filesIn(LAYERS.slice(0, index + 1).flat()), pathNot: '^$1/[^/]+$' },
}));

export default {
  forbidden: [
    ...upwards,
    {
      name: 'imports-a-test',
      comment: 'What is checked knows nothing of what checks it.',
      severity: 'error',
      from: { path: '^(emulators|functions)/' },
      to: { path: '^test/' },
    },
    {
      name: 'has-no-layer',
      comment: 'The folder is not in the list of test/layers.ts: give it the line that it belongs to.',
      severity: 'error',
      from: {},
      to: { path: '^(emulators|functions)/', pathNot: filesIn(LAYERS.flat()) },
    },
  ],
  options: {
    // TypeScript 7 has no parser to offer yet. This one sees `import type` too, but not every `import('…').Type`: those are
    // forbidden (importTypes.grit).
    parser: 'swc',
    exclude: { path: 'node_modules|^functions/lib/' },
  },
} satisfies IConfiguration;
