import { setTimeout as sleep } from 'node:timers/promises';

const STUB = process.env['BIGQUERY_EMULATOR_HOST'] ?? 'http://127.0.0.1:9050';

export interface Fault {
  match: { jobId?: string; jobType?: 'LOAD' | 'QUERY' | 'COPY' | 'EXTRACT'; method?: string; path?: string };
  /** How often; 0: always. */
  times?: number;
  fault:
    | { kind: 'http'; status: number; reason: string; message?: string }
    | { kind: 'jobError'; reason: string; message: string; location?: string }
    | { kind: 'answerLost' | 'reset' | 'hang' }
    | { kind: 'slow'; latencyMs: number };
}

export interface InjectedFault {
  /** Waits until the fault has hit. */
  untilHit(): Promise<void>;
  /** How often it has hit. */
  hits(): Promise<number>;
  remove(): Promise<void>;
}

/** Makes the BigQuery stub misbehave. */
export async function inject(fault: Fault): Promise<InjectedFault> {
  const { id } = (await call('POST', '/_stub/faults', fault)) as { id: string };
  const hits = async (): Promise<number> => {
    const { faults } = (await call('GET', '/_stub/faults')) as { faults: { id: string; hits: number }[] };
    return faults.find((known) => known.id === id)?.hits ?? 0;
  };
  return {
    async untilHit() {
      while ((await hits()) === 0) await sleep(20);
    },
    hits,
    async remove() {
      await call('DELETE', `/_stub/faults/${id}`);
    },
  };
}

/**
 * Waits until one of the jobs that run has ended whose IDs match, whatever the stub's calls answer: for as long at most as jobs run
 * unless a fault makes them, and a little more.
 */
export async function untilOneEnds(jobId: string): Promise<void> {
  await call('GET', `/_stub/jobs?jobId=${encodeURIComponent(jobId)}&waitMs=${LONGEST_JOB_MS}`);
}

const LONGEST_JOB_MS = 500;

/** How many requests with this method and path the stub has answered since it started. */
export async function countRequests(method: string, path: RegExp): Promise<number> {
  const answer = (await call('GET', `/_stub/requests?path=${encodeURIComponent(path.source)}`)) as {
    requests: { method: string; count: number }[];
  };
  return answer.requests.filter((request) => request.method === method).reduce((sum, { count }) => sum + count, 0);
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${STUB}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
