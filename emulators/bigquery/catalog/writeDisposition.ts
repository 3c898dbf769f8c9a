import { invalid } from '../errors/apiError.ts';

const WRITE = ['WRITE_APPEND', 'WRITE_EMPTY', 'WRITE_TRUNCATE', 'WRITE_TRUNCATE_DATA'];
const CREATE = ['CREATE_IF_NEEDED', 'CREATE_NEVER'];

/** Clients send it in any case, and empty or as "unspecified" where their callers say nothing. @throws ApiError `invalid` */
export const writeDispositionOf = (given: string | null | undefined, byDefault: string): string =>
  known('writeDisposition', given, byDefault, WRITE);

/** The same of `createDisposition`. @throws ApiError `invalid` */
export const createDispositionOf = (given: string | null | undefined): string =>
  known('createDisposition', given, 'CREATE_IF_NEEDED', CREATE);

function known(name: string, given: string | null | undefined, byDefault: string, values: readonly string[]): string {
  const value = (given ?? '').toUpperCase();
  if (value === '' || value.endsWith('_UNSPECIFIED')) return byDefault;
  if (values.includes(value)) return value;
  throw invalid(`Invalid value for ${name}: ${given} is not a valid value`);
}
