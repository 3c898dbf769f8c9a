import { createRuleReader } from '../rule/readRules.ts';
import { actionKinds } from './actionKinds.ts';

/** Rules as bqtail reads them, with all of its actions. */
export const { readRules, schema: ruleSchema } = createRuleReader(actionKinds);
