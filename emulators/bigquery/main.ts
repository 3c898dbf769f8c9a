import { parseArgs } from 'node:util';
import { objectDirectory } from './objects/objectDirectory.ts';
import type { ObjectStore } from './objects/objectStore.ts';
import { storageEmulator } from './objects/storageEmulator.ts';
import { startStub } from './startStub.ts';

const HOST = '127.0.0.1';
const DEFAULT_STORAGE = 'http://127.0.0.1:9199';

const USAGE = `node emulators/bigquery/main.ts [--port 9050] [--data DIR] [--objects DIR]

A local stand-in for BigQuery.
  --port      where it listens on ${HOST}; 0 takes any free port
  --data      a folder for tables and jobs, which then outlive the server; else all is in memory
  --objects   reads and writes gs://bucket/name as DIR/bucket/name instead of the Storage emulator
Environment:
  STORAGE_EMULATOR_HOST     the Storage emulator (${DEFAULT_STORAGE})
  BIGQUERY_JOB_LATENCY_MS   how long a job runs at least (0)
  BIGQUERY_BUCKET_LOCATIONS where buckets lie: orders=EU,events=europe-west1 (each in US)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9050' },
      data: { type: 'string' },
      objects: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const stub = await startStub({
    host: HOST,
    port: numberOf('--port', values.port),
    dataDir: values.data,
    objects: objectsOf(values.objects),
    bucketLocations: locationsOf(process.env['BIGQUERY_BUCKET_LOCATIONS'] ?? ''),
    jobLatencyMs: numberOf('BIGQUERY_JOB_LATENCY_MS', process.env['BIGQUERY_JOB_LATENCY_MS'] ?? '0'),
  });
  console.log(`BigQuery stub listens on ${stub.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stub.close().then(() => process.exit(0)));
  }
}

function objectsOf(folder: string | undefined): ObjectStore {
  return folder === undefined
    ? storageEmulator(process.env['STORAGE_EMULATOR_HOST'] ?? DEFAULT_STORAGE)
    : objectDirectory(folder);
}

function locationsOf(text: string): Record<string, string> {
  const pairs = text.split(',').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [bucket = '', location = ''] = pair.split('=', 2).map((part) => part.trim());
      if (bucket === '' || location === '') {
        throw new Error(`BIGQUERY_BUCKET_LOCATIONS has to look like bucket=EU,other=us-east1, not "${text}"`);
      }
      return [bucket, location];
    }),
  );
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} has to be a whole number, not "${text}"`);
  return value;
}

main().catch((error: unknown) => {
  console.error(`The BigQuery stub cannot start: ${reasonOf(error)}`);
  process.exit(1);
});

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('EADDRINUSE')) return `${text}. Is it running already?`;
  const [, file] = /Could not set lock on file "([^"]+)"/.exec(text) ?? [];
  return file === undefined ? text : `${file} belongs to a server that is running. Stop it, or choose another --data.`;
}
