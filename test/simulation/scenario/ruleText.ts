import type { ActionSpec, RuleSpec } from './scenario.ts';

/** Where rules that call somebody do so; the path says who calls, and what for. */
export const HOOKS = 'https://hooks.example';
const TOPIC = 'ingested';
const DONE_URL = 'gs://ops/done';

/** The tables that rules refer to. */
export const DATASET = 'shop';
export const TEMPORARY = 'temporary';
export const AUDIT = 'audit';
/** A table of one row, for queries that make up a row. */
export const ONE = 'one';

/** A rule file of all the rules; JSON is YAML, too. */
export const ruleText = (rules: readonly RuleSpec[]): string => JSON.stringify(rules.map(ruleOf), null, 1);

function ruleOf(spec: RuleSpec): object {
  const { name, isAsync, format, batchSec, maxDelaySec, groupSec, move, override, addsFields } = spec;
  const group = groupSec && {
    Group: {
      DurationInSec: groupSec,
      OnDone: [{ Action: 'call', Request: { URL: `${HOOKS}/${name}/group/$GroupID` } }],
    },
  };
  const batch = batchSec && {
    Batch: { Window: { DurationInSec: batchSec }, ...(maxDelaySec ? { MaxDelayInSec: maxDelaySec } : {}), ...group },
  };
  return {
    When: { Prefix: `/${name}/`, Suffix: `.${format}` },
    Async: isAsync,
    ...batch,
    Dest: {
      Table: `${DATASET}.${name}`,
      ...(override ? { Override: true } : {}),
      ...(addsFields ? { AllowFieldAddition: true } : {}),
      ...(move ? { Transient: { Dataset: TEMPORARY, ...methodOf(move) } } : {}),
      ...(move === 'unique' ? { UniqueColumns: ['id'] } : {}),
    },
    OnSuccess: spec.onSuccess.map((action) => actionOf(action, `${name}/success`)),
    OnFailure: spec.onFailure.map((action) => actionOf(action, `${name}/failure`)),
  };
}

function methodOf(move: NonNullable<RuleSpec['move']>): object {
  return move === 'unique' ? {} : { CopyMethod: move.toUpperCase() };
}

function actionOf(action: ActionSpec, where: string): object {
  switch (action) {
    case 'delete':
      return { Action: 'delete' };
    case 'move':
      return { Action: 'move', Request: { DestURL: DONE_URL } };
    case 'call':
      return { Action: 'call', Request: { URL: `${HOOKS}/${where}/$EventID` } };
    case 'push':
      return { Action: 'push', Request: { Topic: TOPIC, Message: `${where}/$EventID` } };
    case 'audit':
      return { Action: 'query', Request: { SQL: audit(`${where}/$EventID`) } };
    case 'script': {
      const SQL = ['first', 'second'].map((part) => `${audit(`${where}/$EventID/${part}`)};`).join('\n');
      return { Action: 'query', Request: { SQL } };
    }
  }
}

const audit = (id: string): string =>
  `INSERT INTO ${DATASET}.${AUDIT} (id) SELECT '${id}' AS id FROM ${DATASET}.${ONE}`;
