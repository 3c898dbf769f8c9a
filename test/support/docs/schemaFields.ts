import { z } from 'zod';
import { ruleSchema } from '../../../functions/src/action/ruleReader.ts';

interface Node {
  $ref?: string;
  type?: string;
  properties?: Readonly<Record<string, Node>>;
  items?: Node;
}

const schema = z.toJSONSchema(ruleSchema.meta({ id: 'Rule' })) as Node & { $defs?: Readonly<Record<string, Node>> };

/**
 * The fields of a rule, as paths: `Dest.Schema.Fields[].Name`. Actions have their own description, and columns of columns are as those
 * are: both are left out.
 */
export const ruleFields = (): string[] => fieldsBelow(schema, '', []);

function fieldsBelow(node: Node, path: string, seen: readonly string[]): string[] {
  const { $ref, properties = {}, items } = node;
  if ($ref !== undefined) {
    if ($ref.endsWith('/Action') || seen.includes($ref)) return [];
    return fieldsBelow(schema.$defs?.[$ref.split('/').at(-1) ?? ''] ?? {}, path, [...seen, $ref]);
  }
  const own = Object.entries(properties).flatMap(([name, field]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return [place, ...fieldsBelow(field, place, seen)];
  });
  return items === undefined ? own : [...own, ...fieldsBelow(items, `${path}[]`, seen)];
}

/** The fields that a value at a path gives: the path itself, and those within the value. */
export function fieldsGiven(path: string, value: unknown): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one) => fieldsGiven(`${path}[]`, one))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => fieldsGiven(`${path}.${name}`, one))];
}
