import { fnv1 } from './fnv1.ts';
import { compileRegex } from './regex.ts';
import { RuleError } from './ruleError.ts';
import type { Rule } from './schema.ts';
import { parseTemplate, type Reference } from './template.ts';

/**
 * What `$Name` stands for, by name. All of it is plain data, so that it can be stored with a plan. `Mod` holds the
 * file's hash as a decimal, for `$Mod(n)`.
 */
export type Variables = Readonly<Record<string, unknown>>;

/** The object that a process is about. */
export interface FileIdentity {
  bucket: string;
  name: string;
  created: Date;
}

/**
 * Expands the variables in every text of a value, however deep. `$Name` and `${Name}` are the same, `$Data.key` reaches
 * into a value, `$$` is a dollar sign. An unknown variable stays as it is written; a text that is one variable becomes
 * its value, type and all; within a longer text a list joins with commas and a map becomes JSON. What was put in is not
 * expanded again, so that no file name can bring in a variable. Never throws.
 */
export function expand<T>(value: T, variables: Variables): T {
  return expandAny(value, variables) as T;
}

function expandAny(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return expandText(value, variables);
  if (Array.isArray(value)) return value.map((item) => expandAny(item, variables));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandAny(item, variables)]));
}

function expandText(text: string, variables: Variables): unknown {
  const parts = parseTemplate(text).map((part) => (typeof part === 'string' ? [part] : found(part, variables)));
  const [only = '', ...more] = parts.flat();
  return more.length === 0 ? only : parts.flat().map(asText).join('');
}

/** The value of a reference, and the text after it that turned out not to be keys (`$DestTable.json`). */
function found(reference: Reference, variables: Variables): unknown[] {
  const { written, name, keys, argument, braced } = reference;
  if (name === 'Mod') return [modulo(variables['Mod'], argument) ?? written];
  let value: unknown = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) return [written];
  for (const [index, key] of keys.entries()) {
    const inner = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    const next: unknown = inner ? Reflect.get(Object(value), key) : undefined;
    if (next === undefined) return braced ? [written] : [value, `.${keys.slice(index).join('.')}`];
    value = next;
  }
  return [value];
}

function modulo(hash: unknown, argument: string | undefined): number | undefined {
  if (typeof hash !== 'string' || !/^\d+$/.test(hash) || argument === undefined || !MODULUS.test(argument))
    return undefined;
  return Number(BigInt(hash) % BigInt(argument));
}

/** What `$Mod` takes: a whole number from 1 that a double holds exactly. */
export const MODULUS = /^[1-9]\d{0,14}$/;

/** A value within a longer text: a list joins with commas, a map becomes JSON, null is nothing. */
export function asText(value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(asText).join(',');
  return isPlainObject(value) ? JSON.stringify(value) : String(value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The variables that a rule has for a file: `Date` (yyyyMMdd) and `Hour` (HH), both UTC, of its creation; `Mod`; the
 * groups `1`…`9` of `Dest.Pattern`; the parameters. A parameter hides a variable of the same name. Throws a RuleError
 * where the pattern does not match the path.
 */
export function fileVariables(rule: Rule, file: FileIdentity): Variables {
  return variablesWith(rule, file, groupsOf(rule, file));
}

/** The same with groups given. */
export function variablesWith({ Dest }: Rule, file: FileIdentity, groups: readonly string[]): Variables {
  const time = file.created.toISOString();
  const hash = BigInt.asIntN(64, fnv1(`gs://${file.bucket}/${file.name}`));
  const known: Variables = {
    Date: time.slice(0, 10).replaceAll('-', ''),
    Hour: time.slice(11, 13),
    Mod: String(hash < 0n ? -hash : hash),
    ...Object.fromEntries(groups.map((group, index) => [String(index + 1), group])),
  };
  const parameters = (Dest.Parameters ?? []).map(({ Name, Expression }) => [
    Name,
    asText(expand<unknown>(Expression, known)),
  ]);
  return { ...known, ...Object.fromEntries(parameters) };
}

/** The groups of `Dest.Pattern` in a file's path, at most nine; one that took no part is empty. */
function groupsOf({ Dest: { Pattern } }: Rule, file: FileIdentity): string[] {
  if (Pattern === undefined) return [];
  const matcher = compileRegex(Pattern).matcher(`/${file.name}`);
  if (!matcher.find()) {
    throw new RuleError(
      `Dest.Pattern ${Pattern} does not match /${file.name}, so its groups have no values; mend the pattern, or narrow When to the paths it matches`,
    );
  }
  return Array.from({ length: Math.min(matcher.groupCount(), 9) }, (_, index) => matcher.group(index + 1) ?? '');
}
