import type { Node, TypeProto } from '../../googlesql/messages.ts';
import { type Flat, flatten } from '../../googlesql/nodes.ts';
import type { Emission } from './emission.ts';
import { converted } from './terms/converted.ts';
import { NotEmitted } from './terms/notEmitted.ts';

/** CAST and SAFE_CAST, also those that GoogleSQL puts in itself. */
export function castSql(cast: Flat, emission: Emission): string {
  const from = flatten(cast['expr'] as Node);
  const to = cast['type'] as TypeProto;
  if (cast['format'] || cast['timeZone'] || cast['extendedCast']) throw new NotEmitted('CAST … FORMAT');
  if (hasParameters(cast['typeModifiers'])) throw new NotEmitted('CAST to a type with parameters');
  const isSafe = cast['returnNullOnError'] === true;
  return converted(emission.expression(from), { from: from['type'] as TypeProto, to, isSafe });
}

const hasParameters = (modifiers: unknown): boolean => {
  const { typeParameters, collation } = (modifiers ?? {}) as { typeParameters?: object; collation?: unknown };
  return Object.keys(typeParameters ?? {}).length > 0 || (typeof collation === 'string' && collation !== '');
};
