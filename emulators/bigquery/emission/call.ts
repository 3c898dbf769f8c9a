import type { Node, TypeProto, ValueProto } from '../../googlesql/messages.ts';
import { children, type Flat } from '../../googlesql/nodes.ts';
import type { Emission } from './emission.ts';
import { FUNCTIONS } from './functions/functions.ts';
import type { Argument } from './functions/signature.ts';
import { hasCollation } from './terms/hasCollation.ts';
import { neverFails } from './terms/neverFails.ts';
import { NotEmitted } from './terms/notEmitted.ts';
import { kindOf } from './terms/typeSql.ts';

/** A call of a function whose signature is known. @throws NotEmitted */
export function callSql(call: Flat, emission: Emission): string {
  const { name: full = '' } = (call['function'] ?? {}) as { name?: string };
  const name = full.replace(/^\w+:/, '');
  const nodes = children(call, 'argumentList');
  const kinds = nodes.map(({ type }) => kindOf((type ?? { typeKind: 'NONE' }) as TypeProto));
  const shown = `${name.replace(/^\$/, '').toUpperCase()}(${kinds.join(', ')})`;
  if (isBeyond(call)) throw new NotEmitted(`the function ${shown} in this form`);
  const known = FUNCTIONS[name]?.find(({ takes }) => takes.test(kinds.map((kind) => `${kind} `).join('')));
  if (!known) throw new NotEmitted(`the function ${shown}`);
  const args = nodes.map((node): Argument => argumentOf(node, emission));
  const sql = known.write(args, { type: call['type'] as TypeProto });
  if (call['errorMode'] !== 'SAFE_ERROR_MODE') return sql;
  if (!nodes.every(neverFails)) throw new NotEmitted(`SAFE.${shown} of an expression`);
  return `TRY(${sql})`;
}

const isBeyond = (call: Flat): boolean =>
  (Array.isArray(call['genericArgumentList']) && call['genericArgumentList'].length > 0) || hasCollation(call);

function argumentOf(node: Flat, emission: Emission): Argument {
  const type = node['type'] as TypeProto;
  const isLiteral = node.kind === 'Literal';
  const value = isLiteral ? ((node['value'] as Node | undefined)?.['value'] as ValueProto | undefined) : undefined;
  return {
    type,
    kind: kindOf(type),
    sql: kindOf(type) === 'ENUM' || kindOf(type) === 'INTERVAL' ? '' : emission.expression(node),
    ...intervalOf(node, emission),
    ...(isLiteral ? { literal: value ?? {} } : {}),
  };
}

/** INTERVAL n PART, as an argument. */
function intervalOf(node: Flat, emission: Emission): Pick<Argument, 'interval'> {
  const { name } = (node['function'] ?? {}) as { name?: string };
  if (kindOf(node['type'] as TypeProto) !== 'INTERVAL') return {};
  const [count, part] = children(node, 'argumentList');
  if (name !== 'ZetaSQL:$interval' || !count || !part) throw new NotEmitted('values of type INTERVAL');
  return { interval: [argumentOf(count, emission), argumentOf(part, emission)] };
}
