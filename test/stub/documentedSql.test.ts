import { expect, it } from 'vitest';
import { openSqlReader } from '../../emulators/cli/openSqlReader.ts';
import { lookAtSql } from '../../functions/cli/check/lookAtSql.ts';
import { hasSql } from '../../functions/cli/check/problemsOfSql.ts';
import { readRules } from '../../functions/src/action/ruleReader.ts';
import { actionExamples, ruleExamples, writtenRules } from '../support/docs/examples.ts';

it('the SQL of each rule and of each example in the documents is GoogleSQL, and names what the rule says there is', async () => {
  const examples = [...writtenRules(), ...ruleExamples(), ...actionExamples()];
  const rules = examples.flatMap(({ title, text }) => readRules(title, text).rules).filter((rule) => hasSql([rule]));
  expect(rules.length).toBeGreaterThan(30);
  const { problems } = await lookAtSql(rules, {
    openSqlReader: async () => openSqlReader(),
    projectId: 'demo-bqtail',
    tables: { look: async () => undefined, help: '' },
    texts: new Map(),
  });
  expect(problems).toEqual([]);
});
