import { actionKinds } from '../../../src/action/actionKinds.ts';
import { fieldName, type RuleProblem } from '../../../src/rule/problem.ts';
import type { LoadedRule } from '../../../src/rule/readRules.ts';
import { sqlTexts } from '../../../src/rule/sqlTexts.ts';
import { placeOfField } from './placeOfField.ts';

interface Written {
  rules: readonly LoadedRule[];
  /** The texts of rule files, by the names that the rules have them by. */
  texts: ReadonlyMap<string, string>;
}

/** Problems that stand where their rules begin, moved to the fields that they are about. */
export function atFields(problems: readonly RuleProblem[], { rules, texts }: Written): RuleProblem[] {
  return problems.map((problem) => {
    const { file, line, field } = problem;
    const text = texts.get(file);
    const loaded = rules.find((one) => one.url === file && one.line === line);
    if (text === undefined || loaded === undefined) return problem;
    // A column may have any name, so that the name of its field cannot be taken apart.
    const path = sqlTexts(loaded.rule, actionKinds).find((one) => fieldName(one.path) === field)?.path;
    return { ...problem, ...placeOfField(text, loaded.index, path ?? partsOf(field)) };
  });
}

/** `OnSuccess[0].Request` → `['OnSuccess', 0, 'Request']` */
const partsOf = (field: string): (string | number)[] =>
  field.split(/[.[\]]+/).flatMap((part) => (part === '' ? [] : [/^\d+$/.test(part) ? Number(part) : part]));
