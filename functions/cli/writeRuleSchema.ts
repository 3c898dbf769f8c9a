import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleJsonSchema } from './ruleJsonSchema.ts';

await writeFile(join(import.meta.dirname, '..', '..', 'rules', 'rule.schema.json'), ruleJsonSchema());
