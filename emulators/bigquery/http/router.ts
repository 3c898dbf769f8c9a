import { ApiError } from '../errors/apiError.ts';
import type { Call, Route } from './call.ts';

export type Match = Pick<Call, 'params'> & { route: Route };

/** Finds the route of a path. Own code: a framework would bring its own requests and answers along. @throws ApiError 404, or 405 where the path is known and the method is not. */
export type Router = (method: string, path: string) => Match;

interface CompiledRoute {
  route: Route;
  pattern: RegExp;
}

export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route): CompiledRoute => ({ route, pattern: patternOf(route.path) }));

  return (method, path) => {
    const candidates = compiled.filter(({ pattern }) => pattern.test(path));
    const found = candidates.find(({ route }) => route.method === method);
    if (found) return { route: found.route, params: paramsOf(found.pattern, path) };
    if (candidates.length > 0)
      throw new ApiError(405, 'httpMethodNotAllowed', `Method ${method} is not allowed for ${path}`);
    throw new ApiError(404, 'notFound', `not supported by the local BigQuery stub: ${method} ${path}`);
  };
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);

function paramsOf(pattern: RegExp, path: string): Record<string, string> {
  const groups = pattern.exec(path)?.groups ?? {};
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
