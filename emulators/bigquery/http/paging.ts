import { invalid } from '../errors/apiError.ts';

export interface Slice<T> {
  items: T[];
  nextPageToken?: string;
}

/** A page of a list that is all in memory. @throws ApiError `invalid` for a token that is none of ours. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, defaultSize: number): Slice<T> {
  const token = query.get('pageToken');
  const offset = token ? Number(atob(token)) : 0;
  if (!Number.isInteger(offset) || offset < 0) throw invalid(`Invalid page token: ${token}`);
  const end = offset + Math.min(wholeNumber(query, 'maxResults') ?? defaultSize, 10_000);
  return { items: all.slice(offset, end), ...(end < all.length ? { nextPageToken: btoa(String(end)) } : {}) };
}

/** A number of the query string; undefined where it is not given. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw invalid(`Invalid value for ${name}: ${text}`);
  return value;
}
