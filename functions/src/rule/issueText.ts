import type { z } from 'zod';
import { typeElsewhere } from './columnType.ts';
import { exampleOf } from './examples.ts';
import { nearest } from './nearest.ts';
import { type FieldPath, fieldName } from './problem.ts';

type Issue = z.core.$ZodIssue;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  // Every number of a rule is a whole one.
  number: 'a whole number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of fields',
  record: 'a map',
};

/** What the schema has against a value, in words, with what to do about it. */
export function issueText(issue: Issue, rule: unknown): string {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const field = fieldName(path) || 'The rule';
  const value = valueAt(rule, path);
  const example = exampleOf(path);
  const such = example === undefined ? '' : `, such as ${example}`;
  if (value === undefined) return `${field} is missing: add it${such}`;
  if (value === null) return `${field} is empty: give it a value${such}, or remove it`;
  switch (issue.code) {
    case 'invalid_type':
      return `${field} is ${shownValue(value)}, and must be ${EXPECTED[issue.expected] ?? issue.expected}${such}${hint(issue.expected, value)}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = typeof value === 'string' ? meantBy(value, values) : undefined;
      const question = meant === undefined ? '' : `; did you mean ${meant}?`;
      return `${field} is ${shownValue(value)}, and must be one of ${values.join(', ')}${question}`;
    }
    default:
      return `${field} is ${shownValue(value)}: it ${issue.message}`;
  }
}

function meantBy(value: string, values: readonly string[]): string | undefined {
  const type = typeElsewhere(value);
  return type !== undefined && values.includes(type) ? type : nearest(value, values);
}

function hint(expected: string, value: unknown): string {
  if (expected === 'boolean' && typeof value === 'string' && /^(yes|no|on|off|y|n)$/i.test(value)) {
    return ' (YAML 1.2 has no yes, no, on and off)';
  }
  if (expected === 'string' && ['number', 'boolean'].includes(typeof value)) return ': put it in quotes';
  const meant: Record<string, RegExp> = { boolean: /^(true|false)$/i, number: /^-?\d+$/ };
  if (typeof value === 'string' && meant[expected]?.test(value)) return ': remove the quotes';
  if (expected === 'array') return ': put it in [ ]';
  return '';
}

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(part))?.[1];
  }
  return value;
}
