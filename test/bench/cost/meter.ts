import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ENDPOINTS, ROOT } from '../../../emulators/places.ts';
import { difference, nothing, type Usage } from './usage.ts';

/** Counts what the clients in this process ask of the services. */
export interface Meter {
  /** What was asked for during the work, and what time it took; at most one piece of work may be under way. */
  measure(work: () => Promise<void>): Promise<Usage>;
  /** Counts what the work writes to the log. */
  log(work: () => void): void;
}

/** Counts from now on, as long as the process lives. */
export function createMeter(): Meter {
  const total = nothing();
  countRequests(total);
  countFirestore(total);
  return {
    async measure(work) {
      const before = { ...total };
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      await work();
      const wallMs = performance.now() - started;
      const { user, system } = process.cpuUsage(cpu);
      return { ...difference(total, before), wallMs, cpuMs: (user + system) / 1000 };
    },
    log(work) {
      const { stdout, stderr } = process;
      const [toStdout, toStderr] = [stdout.write, stderr.write];
      const count = (chunk: string | Uint8Array): boolean => {
        total.logBytes += Buffer.byteLength(chunk);
        return true;
      };
      stdout.write = stderr.write = count;
      try {
        work();
      } finally {
        stdout.write = toStdout;
        stderr.write = toStderr;
      }
    },
  };
}

/** Cloud Storage and BigQuery are asked over HTTP: each request counts, pages and repetitions among them. */
function countRequests(total: Usage): void {
  const count = (origin: string, method: string, url: string): void => {
    if (origin === ENDPOINTS.BIGQUERY_EMULATOR_HOST) total.bigQuery++;
    if (origin !== ENDPOINTS.STORAGE_EMULATOR_HOST) return;
    const operation = storageClass(method, url);
    if (operation) total[operation]++;
  };
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    count(`${request.protocol}//${request.getHeader('host')}`, request.method, request.path);
  });
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request: { origin: string; method: string; path: string } };
    count(String(request.origin), request.method, request.path);
  });
}

/** By this alone the object store looks up what the emulator does not mind; in the cloud a precondition does. */
const FOR_THE_EMULATOR = /[?&]fields=generation(?:&|$)/;

/** As Cloud Storage's price list sorts the methods of its JSON API; deleting is free. */
function storageClass(method: string, url: string): 'classA' | 'classB' | undefined {
  if (method === 'DELETE' || FOR_THE_EMULATOR.test(url)) return undefined;
  const isObject = /\/o\/[^/?]+(?:\?|$)/.test(url);
  return method === 'GET' && isObject ? 'classB' : 'classA';
}

interface CommitRequest {
  transaction?: Uint8Array;
  writes?: { update?: { fields?: Record<string, unknown> }; delete?: string }[];
}

interface Responses {
  on(event: 'data', listener: (response: { found?: unknown; missing?: string; document?: unknown }) => void): this;
}

type Method<Answer> = (this: unknown, request: CommitRequest, ...rest: unknown[]) => Answer;

interface FirestoreApi {
  v1: {
    FirestoreClient: {
      prototype: {
        commit: Method<Promise<unknown>>;
        batchGetDocuments: Method<Responses>;
        runQuery: Method<Responses>;
      };
    };
  };
}

/**
 * Firestore is asked over gRPC: counts at the generated client, which every read and write goes through. A document that
 * is missing costs a read as well, and so does a query that finds nothing.
 */
function countFirestore(total: Usage): void {
  const { v1 } = createRequire(path.join(ROOT, 'functions/package.json'))(
    '@google-cloud/firestore-api',
  ) as FirestoreApi;
  const client = v1.FirestoreClient.prototype;
  const { commit, batchGetDocuments, runQuery } = client;
  client.commit = async function (request, ...rest) {
    const answer = await commit.call(this, request, ...rest);
    const writes = request.writes ?? [];
    if (request.transaction?.length) total.transactions++;
    total.writes += writes.filter((write) => !write.delete).length;
    total.deletes += writes.filter(({ delete: deleted, update }) => deleted || update?.fields?.['expireAt']).length;
    return answer;
  };
  client.batchGetDocuments = function (request, ...rest) {
    return batchGetDocuments.call(this, request, ...rest).on('data', ({ found, missing }) => {
      if (found || missing) total.reads++;
    });
  };
  client.runQuery = function (request, ...rest) {
    total.reads++;
    let found = 0;
    return runQuery.call(this, request, ...rest).on('data', ({ document }) => {
      if (document && ++found > 1) total.reads++;
    });
  };
}
