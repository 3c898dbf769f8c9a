import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import getPort from 'get-port';
import { type Binary, findBinary } from './binary.ts';

type Unary = (
  request: unknown,
  options: { deadline: number },
  done: (error: grpc.ServiceError | null, answer: unknown) => void,
) => void;

/** One running process of GoogleSQL's service. */
export interface ServiceProcess {
  /** @throws grpc.ServiceError */
  call(method: string, request: unknown, timeoutMs: number): Promise<unknown>;
  readonly isRunning: boolean;
  /** Resolves when the process has ended. */
  stop(): Promise<void>;
}

/** The service as a whole stays below this (virtual memory; the program itself takes some 200 MB of it). */
const MEMORY_LIMIT_KB = 900_000;
const START_MS = 20_000;
const HOST = '127.0.0.1';

let loaded: { path: string; Client: grpc.ServiceClientConstructor } | undefined;

/** Takes 0.3 s, once a process. */
function clientConstructor({ protos }: Binary): grpc.ServiceClientConstructor {
  if (loaded?.path === protos) return loaded.Client;
  const definition = loadSync(path.join(protos, 'local_service.proto'), {
    longs: String,
    enums: String,
    bytes: Buffer,
    includeDirs: [protos],
  });
  const service = definition['zetasql.local_service.ZetaSqlLocalService'] as grpc.ServiceDefinition;
  const Client = grpc.makeGenericClientConstructor(service, 'ZetaSqlLocalService');
  loaded = { path: protos, Client };
  return Client;
}

/** Starts the service on a free port of the loopback; it ends with this process. */
export async function startProcess(): Promise<ServiceProcess> {
  const binary = findBinary();
  const port = await getPort({ host: HOST });
  const child = launch(binary.program, port);
  const client = new (clientConstructor(binary))(`${HOST}:${port}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    'grpc.enable_http_proxy': 0,
  });
  const end = (): void => {
    child.stdin?.destroy();
  };
  let isRunning = true;
  const ended = once(child, 'exit').then(() => {
    isRunning = false;
    end();
    client.close();
  });
  try {
    await Promise.race([
      ready(client),
      ended.then(() => Promise.reject(new Error(`GoogleSQL's service ended while it started (${binary.program}).`))),
    ]);
  } catch (error) {
    end();
    throw error;
  }
  return {
    call: (method, request, timeoutMs) =>
      new Promise((resolve, reject) => {
        const unary = client[method] as unknown as Unary;
        unary.call(client, request, { deadline: Date.now() + timeoutMs }, (error, answer) => {
          if (error) reject(error);
          else resolve(answer);
        });
      }),
    get isRunning() {
      return isRunning;
    },
    async stop() {
      child.ref();
      end();
      await ended;
    },
  };
}

/**
 * The shell's limit makes an evaluation that would take the machine's memory end with the process alone. The process ends with the shell's input,
 * so that none is left when this process is killed.
 */
const SCRIPT = '"$0" localhost "$1" & service=$!; exec 3<&0; (cat <&3 >/dev/null; kill -9 $service) & wait $service';

function launch(program: string, port: number): ChildProcess {
  const limit = process.platform === 'linux' ? `ulimit -v ${MEMORY_LIMIT_KB}; ` : '';
  const child = spawn('/bin/sh', ['-c', limit + SCRIPT, program, String(port)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // By default glibc reserves 64 MB of address space for each thread, so that a few threads would use up the limit.
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
  });
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}

function ready(client: grpc.Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + START_MS, (error) => (error ? reject(error) : resolve()));
  });
}
