import { expect, it } from 'vitest';
import { z } from 'zod';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';
import { actionExamples } from '../../support/docs/examples.ts';
import { plannedFile } from '../../support/docs/plannedFile.ts';

const EXAMPLES = actionExamples();

it.each([...actionKinds.values()].map((kind) => [kind.name, kind.request] as const))(
  'rules/ACTIONS.md has a section on %s, with an example of each field of its request, and of no other',
  (name, request) => {
    const fields = Object.keys(z.toJSONSchema(request).properties ?? {});
    const rows = EXAMPLES.filter(({ section }) => section === name);
    expect(fields).not.toEqual([]);
    expect(new Set(rows.map(({ field }) => field))).toEqual(new Set(fields));
    // The example above the table is one of this action.
    for (const { rule } of rows) expect(rule).toContain(`Action: ${name}\n`);
  },
);

it.each(EXAMPLES)('$title fits into the action above its table', async ({ text }) => {
  const { problems, outcome, explanation } = await plannedFile(text);
  expect(problems).toEqual([]);
  expect(outcome).toBe('matched');
  expect(explanation?.refusal).toBeUndefined();
  const actions = [...(explanation?.onSuccess ?? []), ...(explanation?.onFailure ?? [])];
  expect(actions.length).toBeGreaterThan(0);
  for (const { Problem } of actions) expect(Problem).toBeUndefined();
});
