import { FieldPath } from './classes.ts';
import type { Write } from './documents.ts';
import { encoded, type Fields, segmentsOf } from './fieldValues.ts';

type Precondition = Write['precondition'];

/** The writes that calls of the client stand for. */
export const writes = {
  create: (path: string, fields: Fields): Write => ({ kind: 'create', path, fields: encoded(fields) as Fields }),
  set: (path: string, fields: Fields, { merge = false } = {}): Write => ({
    kind: merge ? 'merge' : 'set',
    path,
    fields: encoded(fields) as Fields,
  }),
  delete: (path: string, precondition?: Precondition): Write => ({
    kind: 'delete',
    path,
    ...(precondition ? { precondition } : {}),
  }),
  /** `update(fields, precondition)`, or fields and values by turns, and then the precondition. */
  update(path: string, args: readonly unknown[]): Write {
    const [first] = args;
    const isByTurns = typeof first === 'string' || first instanceof FieldPath;
    const pairs = isByTurns ? pairsOf(args) : Object.entries(first as Fields);
    const rest = isByTurns ? args.slice(pairs.length * 2) : args.slice(1);
    const [precondition] = rest as (Precondition | undefined)[];
    const changes = pairs.map(([field, value]) => [segmentsOf(field), encoded(value)] as const);
    return { kind: 'update', path, changes, ...(precondition ? { precondition } : {}) };
  },
};

function pairsOf(args: readonly unknown[]): [unknown, unknown][] {
  const pairs: [unknown, unknown][] = [];
  for (let index = 0; index + 1 < args.length; index += 2) pairs.push([args[index], args[index + 1]]);
  return pairs;
}

interface Ref {
  path: string;
}

/** What batches and transactions have in common: writes that wait for the commit. */
export const collector = (collected: Write[]) => ({
  create: ({ path }: Ref, fields: Fields) => void collected.push(writes.create(path, fields)),
  set: ({ path }: Ref, fields: Fields, options?: { merge?: boolean }) =>
    void collected.push(writes.set(path, fields, options)),
  update: ({ path }: Ref, ...args: unknown[]) => void collected.push(writes.update(path, args)),
  delete: ({ path }: Ref, precondition?: Precondition) => void collected.push(writes.delete(path, precondition)),
});
