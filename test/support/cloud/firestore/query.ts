import { Timestamp } from './classes.ts';
import type { Documents } from './documents.ts';
import { isEqual, valueAt } from './fieldValues.ts';

interface Condition {
  field: readonly string[];
  operator: string;
  value: unknown;
}

interface Order {
  field: readonly string[];
  direction: 'asc' | 'desc';
}

export interface QuerySpec {
  collection: string;
  conditions: readonly Condition[];
  orders: readonly Order[];
  limit?: number;
  /** The values of a cursor, one for each order. */
  startAfter?: readonly unknown[];
  /** Only these fields are answered. */
  select?: readonly (readonly string[])[];
}

const NAME = '__name__';
const isName = ([first]: readonly string[]): boolean => first === NAME;

/** The paths of the documents that a query finds, in its order. */
export function find(spec: QuerySpec, documents: Documents): string[] {
  const valueIn = (path: string, field: readonly string[]): unknown =>
    isName(field) ? idOf(path) : valueAt(documents.get(path)?.fields, field);
  const orders = ordersOf(spec);
  const compareDocuments = (a: string, b: string): number => {
    for (const { field, direction } of orders) {
      const order = compare(valueIn(a, field), valueIn(b, field));
      if (order !== 0) return direction === 'asc' ? order : -order;
    }
    return 0;
  };
  const isBehindCursor = (path: string): boolean => {
    if (spec.startAfter === undefined) return true;
    for (const [index, value] of spec.startAfter.entries()) {
      const order = orders[index];
      if (order === undefined) throw new Error('a cursor has more values than the query has orders');
      const compared = compare(valueIn(path, order.field), value);
      if (compared !== 0) return order.direction === 'asc' ? compared > 0 : compared < 0;
    }
    return false;
  };
  const found = documents
    .paths(spec.collection)
    .filter((path) => spec.conditions.every((condition) => holds(condition, valueIn(path, condition.field))))
    // A document without the field that a query sorts by is not among its results.
    .filter((path) => orders.every(({ field }) => valueIn(path, field) !== undefined))
    .sort(compareDocuments)
    .filter(isBehindCursor);
  return found.slice(0, spec.limit ?? found.length);
}

/** Firestore sorts by the field of an inequality, and by name in the end. */
export function ordersOf({ conditions, orders }: QuerySpec): readonly Order[] {
  const ranged = conditions.find(({ operator }) => ['<', '<=', '>', '>=', '!='].includes(operator));
  const given =
    orders.length > 0 || ranged === undefined ? orders : [{ field: ranged.field, direction: 'asc' } as const];
  if (given.some(({ field }) => isName(field))) return given;
  return [...given, { field: [NAME], direction: given.at(-1)?.direction ?? 'asc' }];
}

const idOf = (path: string): string => path.slice(path.indexOf('/') + 1);

function holds({ operator, value }: Condition, actual: unknown): boolean {
  if (actual === undefined) return false;
  const isComparable = rankOf(actual) === rankOf(value);
  switch (operator) {
    case '==':
      return isEqual(actual, value);
    case '!=':
      return !isEqual(actual, value);
    case 'in':
      return Array.isArray(value) && value.some((one) => isEqual(actual, one));
    case 'array-contains':
      return Array.isArray(actual) && actual.some((one) => isEqual(one, value));
    case '<':
      return isComparable && compare(actual, value) < 0;
    case '<=':
      return isComparable && compare(actual, value) <= 0;
    case '>':
      return isComparable && compare(actual, value) > 0;
    case '>=':
      return isComparable && compare(actual, value) >= 0;
    default:
      throw new Error(`the operator ${operator} is not known here`);
  }
}

/** Values of different types have an order, too (Firestore data types: value type ordering). */
const RANKS = ['null', 'boolean', 'number', 'timestamp', 'string'];

function rankOf(value: unknown): number {
  if (value === null) return 0;
  return RANKS.indexOf(value instanceof Timestamp ? 'timestamp' : typeof value);
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left !== right) return left - right;
  if (a instanceof Timestamp && b instanceof Timestamp) return a.valueOf() < b.valueOf() ? -1 : a.isEqual(b) ? 0 : 1;
  const [x, y] = [a as string | number, b as string | number];
  return x < y ? -1 : x > y ? 1 : 0;
}
