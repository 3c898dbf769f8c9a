import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';
import { exampleRows } from '../../support/docs/exampleRows.ts';
import { plannedFile, ruleWith } from '../../support/docs/plannedFile.ts';

const ROWS = exampleRows('rules/ACTIONS.md');

it.each([...actionKinds.values()].map((kind) => [kind.name, kind.request] as const))(
  'rules/ACTIONS.md has a section on %s, with an example of each field of its request, and of no other',
  (name, request) => {
    const fields = Object.keys(z.toJSONSchema(request).properties ?? {});
    const rows = ROWS.filter(({ section }) => section === name);
    expect(fields).not.toEqual([]);
    expect(new Set(rows.map(({ field }) => field))).toEqual(new Set(fields));
    // The example above the table is one of this action.
    for (const { rule } of rows) expect(rule).toContain(`Action: ${name}\n`);
  },
);

describe('each example of rules/ACTIONS.md fits into the action above its table', () => {
  it.each(ROWS)('$title', async ({ section, field, example, rule }) => {
    const list = rule.includes('\nOnFailure:') ? 'OnFailure[]' : 'OnSuccess[]';
    const path = section === 'What all actions have' ? `${list}.${field}` : `${list}.Request.${field}`;
    const { problems, outcome, explanation } = await plannedFile(ruleWith(rule, path, parse(example)));
    expect(problems).toEqual([]);
    expect(outcome).toBe('matched');
    expect(explanation?.refusal).toBeUndefined();
    expect([...(explanation?.onSuccess ?? []), ...(explanation?.onFailure ?? [])].length).toBeGreaterThan(0);
  });
});
