import { z } from 'zod';
import { ruleSchema } from '../src/action/ruleReader.ts';

const rule = ruleSchema.meta({ id: 'Rule' });

const file = z.union([rule, z.array(rule)]).meta({
  title: 'bqtail ingestion rules',
  description: 'One rule, or a list of rules. bqtail ignores case in field names; editors do not.',
});

/** The JSON Schema of a rule file, as text, for the help and completion of editors. */
export function ruleJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(file), null, 2)}\n`;
}
