import type { Node, TypeProto } from '../../googlesql/messages.ts';
import { type Flat, flatten } from '../../googlesql/nodes.ts';
import type { Emission } from './emission.ts';
import { TRIED } from './terms/conversions.ts';
import { converted } from './terms/converted.ts';
import { neverFails } from './terms/neverFails.ts';
import { NotEmitted } from './terms/notEmitted.ts';
import { kindOf } from './terms/typeSql.ts';

/** CAST and SAFE_CAST, also those that GoogleSQL puts in itself. */
export function castSql(cast: Flat, emission: Emission): string {
  const from = flatten(cast['expr'] as Node);
  const to = cast['type'] as TypeProto;
  if (cast['format'] || cast['timeZone'] || cast['extendedCast']) throw new NotEmitted('CAST … FORMAT');
  if (hasParameters(cast['typeModifiers'])) throw new NotEmitted('CAST to a type with parameters');
  const isSafe = cast['returnNullOnError'] === true;
  const type = from['type'] as TypeProto;
  if (isSafe && TRIED.has(`${kindOf(type)} ${kindOf(to)}`) && !neverFails(from))
    throw new NotEmitted(`SAFE_CAST of an expression of ${kindOf(type)} to ${kindOf(to)}`);
  return converted(emission.expression(from), { from: type, to, isSafe });
}

const hasParameters = (modifiers: unknown): boolean => {
  const { typeParameters, collation } = (modifiers ?? {}) as { typeParameters?: object; collation?: unknown };
  return Object.keys(typeParameters ?? {}).length > 0 || (typeof collation === 'string' && collation !== '');
};
