import type { ActionDescriptions } from './actionDescription.ts';
import { eachAction } from './eachAction.ts';
import { isLegacySql } from './isLegacySql.ts';
import type { FieldPath } from './problem.ts';
import { OWN, runtimeVariables } from './runtimeVariables.ts';
import type { Rule } from './schema.ts';

/** An SQL text of a rule. */
export interface SqlText {
  path: FieldPath;
  text: string;
  isLegacy: boolean;
  /** The variables that a process adds to those of its file. */
  known: readonly string[];
}

/** All SQL that a rule holds. */
export const sqlTexts = (rule: Rule, kinds: ActionDescriptions): SqlText[] => [
  ...inDest(rule),
  ...inActions(rule, kinds),
];

/** The SQL of a move is made before anything has run: there is no job yet. */
const OF_MOVES = OWN.filter((name) => name !== 'JobID');

function inDest({ Dest }: Rule): SqlText[] {
  const { Transform = {}, SideInputs = [], Schema, Transient, UniqueOrderBy } = Dest;
  const texts: [FieldPath, string | undefined][] = [
    [['UniqueOrderBy'], UniqueOrderBy],
    [['Transient', 'Criteria'], Transient?.Criteria],
    ...Object.entries(Transform).map(([column, sql]): [FieldPath, string] => [['Transform', column], sql]),
    ...SideInputs.flatMap(({ On, From }, index): [FieldPath, string | undefined][] => [
      [['SideInputs', index, 'On'], On],
      [['SideInputs', index, 'From'], From],
    ]),
    ...(Schema?.Split?.Mapping ?? []).map(({ When }, index): [FieldPath, string] => [
      ['Schema', 'Split', 'Mapping', index, 'When'],
      When,
    ]),
  ];
  return texts.flatMap(([path, text]) =>
    text === undefined ? [] : [{ path: ['Dest', ...path], text, isLegacy: false, known: OF_MOVES }],
  );
}

function inActions(rule: Rule, kinds: ActionDescriptions): SqlText[] {
  const known = runtimeVariables(kinds);
  return eachAction(rule).flatMap(({ action: { Action, Request = {} }, path }) => {
    const request: Readonly<Record<string, unknown>> = { ...Request };
    return (kinds.get(Action)?.sqlFields ?? []).flatMap((field) => {
      const text = request[field];
      if (typeof text !== 'string') return [];
      const isLegacy = request['UseLegacy'] === true || isLegacySql(withNames(text));
      return [{ path: [...path, 'Request', field], text, isLegacy, known }];
    });
  });
}

/** Variables may be parts of a table's name, which tells the dialect. */
const withNames = (text: string): string => text.replaceAll(/\$\{[^}]*\}|\$[A-Za-z]\w*/g, 'x');
