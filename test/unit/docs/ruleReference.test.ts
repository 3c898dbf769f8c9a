import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ruleExamples, writtenRules } from '../../support/docs/examples.ts';
import { plannedFile } from '../../support/docs/plannedFile.ts';
import { fieldsGiven, ruleFields } from '../../support/docs/schemaFields.ts';

const EXAMPLES = ruleExamples();

it('rules/README.md has an example of every field of a rule, and of no other', () => {
  const given = new Set(EXAMPLES.flatMap(({ field, example }) => fieldsGiven(field, parse(example))));
  const fields = ruleFields();
  expect(fields.length).toBeGreaterThan(120);
  expect(fields.filter((field) => !given.has(field))).toEqual([]);
  const known = new Set(fields);
  expect(EXAMPLES.filter(({ field }) => !known.has(field.replace(/\[\]$/, ''))).map(({ title }) => title)).toEqual([]);
});

describe('each example of rules/README.md fits into the rule above its table', () => {
  it.each(EXAMPLES)('$title', async ({ field, meaning, text }) => {
    const { problems, outcome, explanation } = await plannedFile(text);
    // Where the row says so, check advises against it in general.
    expect(problems.filter(({ severity }) => severity === 'error' || !meaning.includes('a warning'))).toEqual([]);
    expect(outcome).toBe(field === 'Disabled' ? 'disabled' : 'matched');
    expect(explanation?.refusal).toBeUndefined();
    expect(explanation?.jobs.length).toBeGreaterThan(0);
  });
});

describe('each rule of the documents is one that check finds nothing wrong with, and is planned', () => {
  it.each(writtenRules())('$title', async ({ text }) => {
    const { problems, outcome, explanation } = await plannedFile(text);
    expect(problems).toEqual([]);
    expect(outcome).toBe('matched');
    expect(explanation?.refusal).toBeUndefined();
  });
});
