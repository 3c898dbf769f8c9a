import { MICROSECONDS } from '../functions/datePart.ts';
import type { Expression, ExpressionOf } from '../model/ast.ts';
import { unsupportedSql } from '../model/errors.ts';
import type { OptionNode } from '../model/statementAst.ts';
import type { Options, OptionValue } from '../model/types.ts';

/** OPTIONS as values. Besides literals there are expiration times: now, plus or minus an interval. */
export const optionValues = (options: readonly OptionNode[]): Options =>
  Object.fromEntries(options.map(({ name, value }) => [name, optionValue(value)]));

function optionValue(node: Expression): OptionValue {
  switch (node.kind) {
    case 'literal':
      return literalValue(node);
    case 'typed':
      return /^TIMESTAMP$/.test(node.type) ? isoTime(node.text) : node.text;
    case 'array':
      return node.items.map(optionValue);
    case 'struct':
      return node.fields.map(({ value }) => optionValue(value));
    case 'call':
      return new Date(timeValue(node)).toISOString();
    default:
      throw unsupportedSql('an option whose value is an expression', node);
  }
}

function literalValue({ type, text }: ExpressionOf<'literal'>): OptionValue {
  switch (type) {
    case 'INT64':
    case 'FLOAT64':
      return Number(text);
    case 'BOOL':
      return text === 'TRUE';
    case 'NULL':
      return null;
    case 'STRING':
    case 'BYTES':
      return text;
  }
}

/** Without a zone the time is in UTC. */
function isoTime(text: string): string {
  const zoned = /(?:Z|UTC|[-+]\d{1,2}(?::?\d{2})?)$/i.test(text.slice(10));
  const date = new Date(zoned ? text : `${text.replace(' ', 'T')}${text.length <= 10 ? 'T00:00:00' : ''}Z`);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** Milliseconds of CURRENT_TIMESTAMP(), maybe moved by TIMESTAMP_ADD or TIMESTAMP_SUB. */
function timeValue(node: Expression): number {
  if (node.kind === 'typed') return Date.parse(isoTime(node.text));
  if (node.kind !== 'call') throw unsupportedSql('an option whose value is an expression', node);
  if (node.name === 'CURRENT_TIMESTAMP') return Date.now();
  const [from, interval] = node.arguments;
  const unit =
    interval?.kind === 'interval' && interval.value.kind === 'literal' ? MICROSECONDS[interval.part] : undefined;
  if (
    !from ||
    !unit ||
    interval?.kind !== 'interval' ||
    interval.value.kind !== 'literal' ||
    !/^TIMESTAMP_(ADD|SUB)$/.test(node.name)
  ) {
    throw unsupportedSql('an option whose value is an expression', node);
  }
  const length = (Number(interval.value.text) * Number(unit)) / 1000;
  return timeValue(from) + (node.name.endsWith('ADD') ? length : -length);
}
