import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { CallFault } from '../control/fault.ts';
import type { FaultSubject } from '../control/faults.ts';
import { ApiError } from '../errors/apiError.ts';
import { jobTypeOf } from '../jobs/insertJob.ts';
import type { JobConfiguration } from '../rest/resources.ts';
import { requireProjectId } from '../schema/projectId.ts';
import type { StubContext } from '../state/context.ts';
import { type Answer, type Call, Reply, type Route } from './call.ts';
import { apiErrorOf, errorBody } from './errorBody.ts';
import { parseJsonBody, readBody } from './readBody.ts';
import { createRouter } from './router.ts';

/** Clients write `/bigquery/v2` before paths, or nothing when BIGQUERY_EMULATOR_HOST is set. */
const PREFIX = /^(\/resumable)?(\/upload)?(\/bigquery\/v2)?(?=\/)/;

/** Longer than clients keep an idle connection: the server never closes one that a request is just coming in on. */
const KEEP_ALIVE_MS = 65_000;

export function createHttpServer(context: StubContext, routes: readonly Route[]): Server {
  const route = createRouter(routes);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await callOf(request);
    const fault = call.path.startsWith('/_stub/') ? undefined : context.faults.takeForCall(subjectOf(call));
    if (!call.path.startsWith('/_stub/')) context.requests.note(call.method, call.path);
    if (fault?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    throwHttpFault(fault);
    const match = route(call.method, call.path);
    if (match.params['projectId'] !== undefined) requireProjectId(match.params['projectId']);
    const result = await match.route.handle({ ...call, params: match.params });
    if (fault?.kind === 'answerLost') request.socket.destroy();
    else send(response, result);
  }

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const known = apiErrorOf(error);
      send(response, new Reply(known.status, {}, errorBody(known)));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const raw = await readBody(request);
  const isUpload = /^(\/resumable)?\/upload\//.test(url.pathname);
  const method = request.method ?? 'GET';
  return {
    method,
    path: (isUpload ? '/upload' : '') + url.pathname.replace(PREFIX, '').replace(/\/+/g, '/'),
    params: {},
    query: url.searchParams,
    headers: request.headers,
    body: isUpload && !/^application\/json/.test(request.headers['content-type'] ?? '') ? {} : parseJsonBody(raw),
    raw,
  };
}

function subjectOf({ method, path, body }: Call): FaultSubject {
  const configuration = body['configuration'] as JobConfiguration | undefined;
  const reference = body['jobReference'] as { jobId?: string } | undefined;
  const inPath = /\/(?:jobs|queries)\/([^/]+)/.exec(path)?.[1];
  return {
    method,
    path,
    jobId: reference?.jobId ?? inPath,
    jobType: configuration && Object.keys(configuration).length > 0 ? typeOf(configuration) : undefined,
  };
}

function typeOf(configuration: JobConfiguration): FaultSubject['jobType'] {
  try {
    return jobTypeOf(configuration);
  } catch {
    return undefined;
  }
}

const FAULT_MESSAGE = 'Error encountered during execution. Retrying may solve the problem.';

function throwHttpFault(fault: CallFault | undefined): void {
  if (fault?.kind === 'http') throw new ApiError(fault.status, fault.reason, fault.message ?? FAULT_MESSAGE);
}

function send(response: ServerResponse, answer: Answer): void {
  const { status, headers, body } =
    answer instanceof Reply ? answer : new Reply(answer === undefined ? 204 : 200, {}, answer);
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
