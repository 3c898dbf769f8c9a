import type { Node, TypeProto, ValueProto } from '../../../googlesql/messages.ts';
import { child, children } from '../../../googlesql/nodes.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import { decimalText, integerOf } from '../../evaluation/bytes.ts';
import { evaluateValue } from './evaluateValue.ts';
import type { Placed, Running } from './scriptRun.ts';
import type { Options, OptionValue } from './statement.ts';

/** OPTIONS as values; GoogleSQL computes them. `node` is what has an `optionsList`. */
export async function optionValues({ node, source }: Placed, { run, state }: Running): Promise<Options> {
  const list = child(node, 'optionsList');
  const values: [string, OptionValue][] = [];
  for (const entry of list ? children(list, 'optionsEntries') : []) {
    const expression = child(entry, 'value');
    const name = String(child(entry, 'name')?.['idString']);
    if (!expression) continue;
    const { type, value } = await evaluateValue(run, state, { expression, source });
    values.push([name, optionValue(type, value)]);
  }
  return Object.fromEntries(values);
}

/** A value of an option as JSON has it: times are ISO 8601. */
function optionValue(type: TypeProto, value: ValueProto): OptionValue {
  if (Object.keys(value).length === 0) return null;
  const { arrayType, structType } = type;
  if (arrayType) return (value.arrayValue?.element ?? []).map((item) => optionValue(arrayType.elementType, item));
  if (structType)
    return (structType.field ?? []).map(({ fieldType }, index) =>
      optionValue(fieldType, value.structValue?.field?.[index] ?? {}),
    );
  if (value.timestampValue) {
    const { seconds = '0', nanos = 0 } = value.timestampValue;
    return new Date(Number(seconds) * 1000 + nanos / 1_000_000).toISOString();
  }
  if (value.numericValue) return Number(decimalText(integerOf(value.numericValue), 9));
  const plain = value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.jsonValue;
  if (plain !== undefined) return plain;
  if (value.int64Value !== undefined) return Number(value.int64Value);
  throw unsupportedSql(`an option of type ${type.typeKind.replace('TYPE_', '')}`);
}

/** The same for options that are resolved already, and are literals. */
export function resolvedOptions(node: Node): Options {
  return Object.fromEntries(
    children(node, 'optionList').map((option) => {
      const value = child(option, 'value');
      if (value?.kind !== 'Literal')
        throw unsupportedSql(`the option ${String(option['name'])} of a column that is no literal`);
      const inner = ((value['value'] as Node | undefined)?.['value'] ?? {}) as ValueProto;
      return [String(option['name']), optionValue(value['type'] as TypeProto, inner)];
    }),
  );
}
