import { errorAt, type FieldPath, type Finding, fieldName } from '../rule/problem.ts';

/** Fields of a request by name. */
type Fields = Readonly<Record<string, unknown>>;

/** The request needs exactly one of these fields. */
export const needsOne = (fields: Fields, path: FieldPath): Finding[] => [
  ...needsSome(fields, path),
  ...needsOneAtMost(fields, path),
];

/** The request needs one of these fields, and may have several. */
export const needsSome = (fields: Fields, path: FieldPath): Finding[] =>
  given(fields).length > 0 ? [] : [errorAt(path, `${fieldName(path)} needs ${Object.keys(fields).join(' or ')}`)];

/** The request may have one of these fields, not more. */
export const needsOneAtMost = (fields: Fields, path: FieldPath): Finding[] =>
  given(fields).length > 1
    ? [errorAt(path, `${fieldName(path)} has ${Object.keys(fields).join(' and ')}; keep one`)]
    : [];

const given = (fields: Fields): unknown[] => Object.values(fields).filter((value) => value !== undefined);
