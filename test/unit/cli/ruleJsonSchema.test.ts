import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ruleJsonSchema } from '../../../functions/cli/ruleJsonSchema.ts';

test('the schema in rules/ is the one of the code: write it anew with functions/cli/writeRuleSchema.ts', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../../rules/rule.schema.json'), 'utf8');
  expect(committed).toBe(ruleJsonSchema());
});

test('it closes every level and explains fields', () => {
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
