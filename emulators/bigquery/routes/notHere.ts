import { unsupported } from '../errors/apiError.ts';
import type { Route } from '../http/call.ts';

const DATASET = '/projects/:projectId/datasets/:datasetId';
const COLLECTIONS = [
  ['models', `${DATASET}/models`],
  ['routines and user-defined functions', `${DATASET}/routines`],
  ['row access policies', `${DATASET}/tables/:tableId/rowAccessPolicies`],
] as const;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Resources that BigQuery has and this stub has not: said, so that nobody takes them for missing. */
export const notHereRoutes = (): Route[] =>
  COLLECTIONS.flatMap(([what, path]) =>
    [path, `${path}/:id`].flatMap((resource) =>
      METHODS.map((method) => ({
        method,
        path: resource,
        handle: () => {
          throw unsupported(what);
        },
      })),
    ),
  );
