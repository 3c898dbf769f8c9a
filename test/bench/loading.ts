import { execFile } from 'node:child_process';
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../../emulators/places.ts';
import { percentile, type Report, type Row } from './report.ts';

const ROUNDS = 7;
const MB = 1e6;
const FUNCTIONS = path.join(ROOT, 'functions');
/** Packages are found from where programs lie; what the local world runs lies elsewhere. */
const BUILT = path.join(FUNCTIONS, 'lib.bench');

const run = promisify(execFile);

/** What each function is declared with. */
const DECLARED = [
  'firebase-functions/options',
  'firebase-functions/params',
  'firebase-functions/logger',
  'firebase-functions/storage',
  'firebase-functions/pubsub',
  'firebase-functions/scheduler',
];
/** Whoever reads rules, journal and task files cannot do without. */
const CONNECTED = [
  ...['firebase-admin/app', 'firebase-admin/firestore', '@google-cloud/storage'],
  ...['yaml', 'zod', 're2js', 'p-map', '@opentelemetry/api'],
];
const HTTP = 'firebase-functions/https';

interface Loaded {
  /** What is loaded with its first event, below functions/lib. */
  own: readonly string[];
  /** The packages that it cannot do without. */
  packages: readonly string[];
}

const connected = (handler: string): readonly string[] => [handler, 'runtime/createDeps.js', 'runtime/config.js'];

const LOADED: Record<string, Loaded> = {
  bqTail: { own: connected('tail/runTail.js'), packages: [...DECLARED, ...CONNECTED] },
  bqDispatch: { own: connected('dispatch/runDispatch.js'), packages: [...DECLARED, ...CONNECTED] },
  bqTick: { own: ['runtime/tick.js'], packages: DECLARED },
  bqReplay: { own: connected('replay/runReplay.js'), packages: [...DECLARED, HTTP, ...CONNECTED] },
  bqMonitor: { own: connected('monitor/runMonitor.js'), packages: [...DECLARED, HTTP, ...CONNECTED, 'hono/html'] },
};

/** How long each deployed function takes to load, up to its first event, beside the packages that it cannot do without. */
export async function loading(): Promise<Report[]> {
  try {
    await run(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', FUNCTIONS, '--outDir', BUILT]);
    const program = path.join(BUILT, 'loadOnce.js');
    await copyFile(path.join(import.meta.dirname, 'loadOnce.js'), program);
    const rows: Row[] = [];
    for (const [name, loaded] of Object.entries(LOADED)) rows.push(await measured(name, loaded, program));
    const notes = [`Medians of ${ROUNDS} rounds, by turns, of what npm run build makes, on a warm disk.`];
    return [
      {
        title: 'Loading: a function up to its first event, beside the packages that it cannot do without',
        rows,
        notes,
      },
    ];
  } finally {
    await rm(BUILT, { recursive: true, force: true });
  }
}

async function measured(name: string, { own, packages }: Loaded, program: string): Promise<Row> {
  const all: { own: Once; bare: Once }[] = [];
  const lib = (file: string): string => pathToFileURL(path.join(BUILT, file)).href;
  // The clients that createDeps loads itself.
  const clients = packages.filter((one) => /^firebase-admin|^@google-cloud/.test(one));
  for (let round = 0; round < ROUNDS; round++) {
    all.push({
      own: await once(program, name, [[lib('index.js')], own.map(lib), clients]),
      bare: await once(program, name, [packages]),
    });
  }
  const median = (pick: (round: (typeof all)[number]) => number): number => percentile(all.map(pick), 0.5);
  return {
    function: name,
    'packages alone, ms': median(({ bare }) => bare.ms),
    'as deployed, ms': median(({ own }) => own.ms),
    times: median(({ own, bare }) => own.ms / bare.ms),
    'packages alone, MB': median(({ bare }) => bare.bytes / MB),
    'as deployed, MB': median(({ own }) => own.bytes / MB),
  };
}

interface Once {
  ms: number;
  bytes: number;
}

const ENVIRONMENT = {
  ...{ TRIGGER_BUCKET: 'demo-in', OPS_BUCKET: 'demo-ops', CONFIG_BUCKET: 'demo-ops', REGION: 'us-central1' },
  ...{ DATABASE: 'bqtail', TOPIC: 'bqdispatch', GCLOUD_PROJECT: 'demo-bqtail' },
};

async function once(program: string, name: string, modules: readonly (readonly string[])[]): Promise<Once> {
  const env = { PATH: process.env['PATH'], ...ENVIRONMENT, FUNCTION_TARGET: name };
  const { stdout } = await run(process.execPath, [program, JSON.stringify(modules)], { cwd: FUNCTIONS, env });
  return JSON.parse(stdout) as Once;
}
