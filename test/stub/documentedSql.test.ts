import { expect, it } from 'vitest';
import { openSqlReader } from '../../emulators/cli/openSqlReader.ts';
import { hasSql, problemsOfSql } from '../../functions/cli/check/problemsOfSql.ts';
import { readRules } from '../../functions/src/action/ruleReader.ts';
import { actionExamples, ruleExamples, writtenRules } from '../support/docs/examples.ts';

it('the SQL of each rule and of each example in the documents is GoogleSQL', async () => {
  const examples = [...writtenRules(), ...ruleExamples(), ...actionExamples()];
  const rules = examples.flatMap(({ title, text }) => readRules(title, text).rules).filter((rule) => hasSql([rule]));
  expect(rules.length).toBeGreaterThan(30);
  const reader = openSqlReader();
  try {
    expect(await problemsOfSql(rules, reader)).toEqual([]);
  } finally {
    await reader.close();
  }
});
