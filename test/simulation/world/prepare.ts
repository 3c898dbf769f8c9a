import type { MemoryCloud } from '../../support/cloud/memoryCloud.ts';
import { COLUMNS } from '../scenario/fileContent.ts';
import { AUDIT, DATASET, ONE, ruleText, TEMPORARY } from '../scenario/ruleText.ts';
import type { Scenario } from '../scenario/scenario.ts';

const RULES = 'rules/own.json';

export const putRules = ({ rules }: Scenario, cloud: MemoryCloud): void => cloud.putRules(ruleText(rules), RULES);

/** Somebody pushes a typing error. */
export const breakRules = (cloud: MemoryCloud): void => cloud.putRules('[{ "Whem": {} }]', RULES);

/** A table that keeps the dataset of temporary tables in being. */
export const KEEPS_DATASET = 'own';

/** The tables that the rules of a scenario refer to. */
export function prepareTables({ rules }: Scenario, cloud: MemoryCloud): void {
  for (const { name } of rules) cloud.createTable(`${DATASET}.${name}`, COLUMNS);
  cloud.createTable(`${DATASET}.${AUDIT}`, { id: 'STRING' });
  cloud.createTable(`${DATASET}.${ONE}`, { id: 'STRING' });
  cloud.createTable(`${TEMPORARY}.${KEEPS_DATASET}`, {});
  const one = cloud.bigQuery.tables.get({ projectId: cloud.settings.projectId, datasetId: DATASET, tableId: ONE });
  one.rows = [{ values: { id: 'one' } }];
}
