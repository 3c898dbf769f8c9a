import { localCaller } from '../../../../functions/cli/cloud/caller.ts';
import { type Endpoints, GOOGLE } from '../../../../functions/cli/cloud/endpoints.ts';
import { createReader } from '../../../../functions/cli/cloud/reader.ts';
import { createWorld } from '../../../../functions/cli/doctor/createWorld.ts';
import { examine } from '../../../../functions/cli/doctor/examine.ts';
import type { Report } from '../../../../functions/cli/doctor/model/report.ts';
import { readFirestoreFiles } from '../../../../functions/cli/input/firestoreFiles.ts';
import { paramProblems, unknownParams } from '../../../../functions/src/runtime/paramProblems.ts';
import { type LocalServer, startServer } from '../../../support/localServer.ts';
import { type Answers, ENV, healthyProject, NOW, PROJECT } from './healthyProject.ts';

/** Which deployment is examined; by default the project's only one. */
interface Deployment {
  projectId: string;
  /** Of the names of its functions. */
  prefix: string;
}

/** A project to examine: the answers of its APIs, and its env file. */
export interface Project {
  answers: Answers;
  env: Record<string, string>;
  /** APIs whose calls are refused, or all. */
  refused?: keyof Endpoints | 'all';
}

export interface StandIn {
  /** Examines a healthy project with a fault planted; the default is none. */
  examineWith(plant?: (project: Project) => void, deployment?: Partial<Deployment>): Promise<Report>;
  /** Serves the answers of a project from now on. */
  serve(project: Project): void;
  server: LocalServer;
}

/** Serves the answers of Google's APIs, each below its name: `/storage/b/shop-in`. */
export async function startStandIn(): Promise<StandIn> {
  let project: Project = { answers: {}, env: {} };
  const server = await startServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in');
    const [, api = '', path = ''] = /^\/(\w+)(\/.*)$/.exec(decodeURIComponent(pathname)) ?? [];
    const answer: unknown = project.answers[[api, path, searchParams.get('pageToken')].filter(Boolean).join(' ')];
    const reply = (status: number, body: unknown): void => {
      const isText = typeof body === 'string';
      response.writeHead(status, { 'content-type': isText ? 'application/x-yaml' : 'application/json' });
      response.end(isText ? body : JSON.stringify(body));
    };
    if (project.refused === 'all' || project.refused === api) {
      const message = 'The caller does not have permission';
      reply(403, { error: { code: 403, message, status: 'PERMISSION_DENIED' } });
    } else if (answer === undefined) {
      reply(404, { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } });
    } else {
      reply(200, answer);
    }
  });
  const endpoints = Object.fromEntries(
    Object.keys(GOOGLE).map((api) => [api, `${server.url}/${api}`]),
  ) as unknown as Endpoints;
  const firestore = await readFirestoreFiles();
  return {
    server,
    serve(served) {
      project = served;
    },
    async examineWith(plant = () => {}, { projectId = PROJECT, prefix = '' } = {}) {
      project = { answers: healthyProject(firestore), env: { ...ENV } };
      plant(project);
      const { env } = project;
      return examine(
        createWorld({
          projectId,
          prefix,
          envFiles: { values: env, problems: [...unknownParams(Object.keys(env)), ...paramProblems(env)] },
          firestore,
          reader: createReader({ caller: localCaller(), endpoints }),
          now: () => NOW,
        }),
      );
    },
  };
}
