import type { ActionDescriptions } from './actionDescription.ts';
import { parseTable } from './destination.ts';
import { expand, MODULUS, variablesWith } from './expand.ts';
import { nearest } from './nearest.ts';
import { parameterExample } from './parameterExample.ts';
import { patternGroups } from './patternGroups.ts';
import { errorAt, type FieldPath, type Finding, fieldName, warningAt } from './problem.ts';
import { RuleError } from './ruleError.ts';
import { BUILT_IN, OF_PROCESS, runtimeVariables } from './runtimeVariables.ts';
import type { Rule } from './schema.ts';
import { parseTemplate, referencesIn } from './template.ts';

/** The variables that a rule uses, and the tables that they are part of. */
export function checkVariables(rule: Rule, kinds: ActionDescriptions): Finding[] {
  const groups = patternGroups(rule.Dest.Pattern);
  const names = (rule.Dest.Parameters ?? []).map(({ Name }) => Name);
  const expressions = rule.Dest.Parameters ?? [];
  const ofProcess = [OF_PROCESS.event, ...(rule.Batch?.Group === undefined ? [] : [OF_PROCESS.group])];
  const texts = [
    ...expressions.map(({ Expression }, index) => ({
      path: ['Dest', 'Parameters', index, 'Expression'],
      text: Expression,
      known: BUILT_IN,
    })),
    { path: ['Dest', 'Table'], text: rule.Dest.Table, known: [...BUILT_IN, ...names, ...ofProcess] },
    { path: ['Dest', 'Partition'], text: rule.Dest.Partition ?? '', known: [...BUILT_IN, ...names] },
  ];
  const unknown = texts.flatMap((one) => unknownVariables({ ...one, groups }));
  // With a variable that stands for nothing, what a table would be called cannot be told.
  const tables = unknown.length > 0 ? [] : checkTables(rule, groups);
  return [...checkParameters(names, runtimeVariables(kinds)), ...unknown, ...tables];
}

function checkParameters(names: readonly string[], taken: readonly string[]): Finding[] {
  return names.flatMap((name, index) => {
    const path = ['Dest', 'Parameters', index, 'Name'];
    if (names.indexOf(name) < index) return [errorAt(path, `the parameter ${name} is given twice; keep one`)];
    if (name === 'Mod' || taken.includes(name)) {
      return [errorAt(path, `$${name} is bqtail's own variable; give the parameter another name`)];
    }
    return BUILT_IN.includes(name) ? [warningAt(path, `the parameter hides bqtail's own $${name}`)] : [];
  });
}

interface Text {
  path: FieldPath;
  text: string;
  known: readonly string[];
  groups: number;
}

function unknownVariables({ path, text, known, groups }: Text): Finding[] {
  return referencesIn(text).flatMap(({ name, written, argument }) => {
    const field = fieldName(path);
    if (name === 'Mod') {
      return MODULUS.test(argument ?? '')
        ? []
        : [errorAt(path, `${field}: ${written} needs a whole number from 1, such as $Mod(10)`)];
    }
    if (/^\d$/.test(name)) {
      return Number(name) <= groups
        ? []
        : [errorAt(path, `${field}: ${written} has no value: Dest.Pattern has no group ${name}`)];
    }
    if (known.includes(name)) return [];
    const meant = nearest(name, known);
    const help =
      meant === undefined
        ? `use one of ${known.map((one) => `$${one}`).join(', ')}, or name it in Dest.Parameters: ${parameterExample(name)}`
        : `did you mean $${meant}?`;
    return [errorAt(path, `${field}: there is no variable ${written} here; ${help}`)];
  });
}

/** Values that a group may have: one of letters, and one that can be a partition. */
const SAMPLES = ['x1', '2000'] as const;

function checkTables(rule: Rule, groups: number): Finding[] {
  const { Table, Partition, Schema, Transient, SideInputs = [] } = rule.Dest;
  const texts: { path: FieldPath; text: string | undefined }[] = [
    { path: ['Dest', 'Table'], text: Table },
    { path: ['Dest', 'Partition'], text: Partition === undefined ? undefined : `d.t$$${Partition}` },
    { path: ['Dest', 'Schema', 'Template'], text: Schema?.Template },
    { path: ['Dest', 'Transient', 'Template'], text: Transient?.Template },
    ...SideInputs.map((input, index) => ({ path: ['Dest', 'SideInputs', index, 'Table'], text: input.Table })),
    ...(Schema?.Split?.Mapping ?? []).map(({ Then }, index) => ({
      path: ['Dest', 'Schema', 'Split', 'Mapping', index, 'Then'],
      text: Then,
    })),
  ];
  const faults = texts.flatMap(({ path, text }) => {
    const fault = text === undefined ? undefined : tableFault(rule, text, groups);
    return fault === undefined ? [] : [errorAt(path, `${fieldName(path)}: ${fault}`)];
  });
  if (Partition === undefined || !parseTemplate(Table).some((part) => typeof part === 'string' && part.includes('$')))
    return faults;
  return [
    ...faults,
    errorAt(['Dest', 'Partition'], 'Dest.Table has a partition already; remove it there, or remove Dest.Partition'),
  ];
}

/** What is wrong with a table whatever the path; undefined where some value of the groups makes it right. */
function tableFault(rule: Rule, text: string, groups: number): string | undefined {
  let fault: string | undefined;
  for (const sample of SAMPLES) {
    const file = { bucket: 'bucket', name: 'name', created: new Date(0) };
    const variables = variablesWith(
      rule,
      file,
      Array.from({ length: groups }, () => sample),
    );
    try {
      parseTable(String(expand<unknown>(text, { ...variables, [OF_PROCESS.event]: '1', [OF_PROCESS.group]: '1' })));
      return undefined;
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      fault ??= error.message;
    }
  }
  return fault;
}
