import type { z } from 'zod';
import type { Endpoints } from './endpoints.ts';

/** Something that a REST API tells. */
export interface Resource<T> {
  api: keyof Endpoints;
  /** Below the API's endpoint, with its query. */
  path: string;
  /** What is posted, where the API wants that for what only reads. */
  body?: object;
  /** The answer is no JSON. */
  isText?: true;
  /** What the caller has to be permitted: `storage.buckets.get`. */
  permission: string;
  /** The fields that somebody here reads; the answer may have more. */
  schema: z.ZodType<T>;
}

/** Joins path segments that come from names. */
export const at = (strings: TemplateStringsArray, ...names: readonly string[]): string =>
  String.raw({ raw: strings }, ...names.map(encodeURIComponent));
