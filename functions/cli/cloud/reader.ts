import { z } from 'zod';
import { UsageError } from '../input/usageError.ts';
import type { Caller } from './caller.ts';
import { CannotLook } from './cannotLook.ts';
import type { Endpoints } from './endpoints.ts';
import type { Resource } from './resource.ts';

/** Reads what is in the cloud, each thing once. Undefined is what is not there; rejects with CannotLook, and with UsageError where nobody answers. */
export interface Reader {
  read<T>(resource: Resource<T>): Promise<T | undefined>;
}

interface Options {
  caller: Caller;
  endpoints: Endpoints;
}

/** There is no such host, or nobody there. */
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND'];

const TIMEOUT_MS = 20_000;

export function createReader({ caller, endpoints }: Options): Reader {
  const answers = new Map<string, Promise<unknown>>();

  const ask = async (resource: Resource<unknown>, url: string): Promise<unknown> => {
    try {
      const { data } = await caller.request<unknown>({
        url,
        method: resource.body ? 'POST' : 'GET',
        timeout: TIMEOUT_MS,
        responseType: resource.isText ? 'text' : 'json',
        ...(resource.body ? { data: resource.body } : {}),
      });
      return data;
    } catch (error) {
      if ((error as { status?: number }).status === 404) return undefined;
      throw whyNot(error, url, resource.permission);
    }
  };

  /** All pages as one answer, whose arrays hold the elements of each. */
  const askAll = async (resource: Resource<unknown>): Promise<unknown> => {
    const url = endpoints[resource.api] + resource.path;
    let whole = await ask(resource, url);
    for (let token = nextPage(whole); token !== undefined; ) {
      const next = await ask(resource, `${url}${url.includes('?') ? '&' : '?'}pageToken=${encodeURIComponent(token)}`);
      whole = joined(whole, next);
      token = nextPage(next);
    }
    return whole;
  };

  return {
    async read<T>(resource: Resource<T>): Promise<T | undefined> {
      const key = `${resource.api} ${resource.path}`;
      const question = resource.body ? key + JSON.stringify(resource.body) : key;
      const answer = answers.get(question) ?? askAll(resource);
      answers.set(question, answer);
      const found = await answer;
      if (found === undefined) return undefined;
      const read = resource.schema.safeParse(found);
      if (!read.success) {
        throw new CannotLook(`the answer of ${key} is not understood: ${z.prettifyError(read.error)}`);
      }
      return read.data;
    },
  };
}

function whyNot(error: unknown, url: string, permission: string): Error {
  const { code } = error as { code?: string };
  if (code === undefined || !UNREACHABLE.includes(code)) return CannotLook.because(error, permission);
  const advice = url.startsWith('https:') ? 'is there a network?' : 'start the local world with npm run emulators';
  return new UsageError(`cannot reach ${new URL(url).origin} (${code}): ${advice}`);
}

function nextPage(answer: unknown): string | undefined {
  const { nextPageToken } = (answer ?? {}) as { nextPageToken?: unknown };
  return typeof nextPageToken === 'string' && nextPageToken !== '' ? nextPageToken : undefined;
}

function joined(whole: unknown, next: unknown): unknown {
  const sofar = whole as Record<string, unknown>;
  const more = Object.entries((next ?? {}) as Record<string, unknown>).map(([key, value]) => {
    const before = sofar[key];
    return [key, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value];
  });
  return { ...sofar, ...Object.fromEntries(more) };
}
