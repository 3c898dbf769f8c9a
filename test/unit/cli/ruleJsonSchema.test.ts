import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ruleJsonSchema } from '../../../functions/cli/ruleJsonSchema.ts';

test('the schema in rules/ is the one of the code: write it anew with functions/cli/writeRuleSchema.ts', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../../rules/rule.schema.json'), 'utf8');
  expect(committed).toBe(ruleJsonSchema());
});

/** The fields of a schema, however deep, and what it says about each. */
function* fieldsIn(node: unknown): Generator<[string, object]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'properties') yield* Object.entries<object>(value);
    yield* fieldsIn(value);
  }
}

test('it explains each field of a rule, of its columns and of its actions, as editors show it', () => {
  const fields = [...fieldsIn(JSON.parse(ruleJsonSchema()))];
  expect(fields.length).toBeGreaterThan(200);
  expect(fields.filter(([, field]) => !('description' in field)).map(([name]) => name)).toEqual([]);
});

test('it closes every level', () => {
  const schema: unknown = JSON.parse(ruleJsonSchema());
  expect(schema).toMatchObject({
    anyOf: [{ $ref: '#/$defs/Rule' }, { type: 'array' }],
    $defs: {
      Rule: {
        required: ['Dest'],
        additionalProperties: false,
        properties: { Async: { type: 'boolean', description: expect.any(String) } },
      },
      Action: { oneOf: expect.arrayContaining([expect.objectContaining({ description: expect.any(String) })]) },
    },
  });
});
