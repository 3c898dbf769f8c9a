import { defined } from '../common/defined.ts';
import type { Ingestion, LoadConfiguration, RecoveryRules, Transient } from '../model/plan.ts';
import { type TableField, tableNameOf } from '../model/table.ts';
import { apiCase } from '../rule/apiCase.ts';
import { tableFor } from '../rule/destination.ts';
import { durationMs } from '../rule/duration.ts';
import type { Rule } from '../rule/schema.ts';
import type { TableReference } from '../rule/tableReference.ts';
import { chooseProject } from './chooseProject.ts';
import { loadConfiguration, sourceUri } from './loadConfiguration.ts';
import { moveSpec } from './planMoveSpec.ts';
import { ofProcess, type Subject, type Surroundings, type TableOf } from './subject.ts';

/** How the sources' rows are to get to where the rule wants them. Throws a RuleError or a Failure where they cannot. */
export function planIngestion(subject: Subject, surroundings: Surroundings): Ingestion {
  const { rule, sources, identity, table } = subject;
  const { Dest } = rule;
  // A name that BigQuery cannot be given fails the process before anything is done.
  for (const source of sources) sourceUri(source);
  const own = ofProcess(surroundings);
  const tableOf: TableOf = (text) => tableNameOf(tableFor(rule, { ...text, own }, identity), surroundings.projectId);
  const destination = tableNameOf(table, surroundings.projectId);
  const load = loadConfiguration(Dest, sources);
  const Template = Dest.Schema?.Template;
  const common = defined({
    projectId: chooseProject(Dest.Transient, surroundings),
    ...(Dest.Transient?.Balancer ? { isBalanced: true } : {}),
    recovery: recoveryRules(rule, load),
    template: Template ? tableOf({ field: 'Dest.Schema.Template', text: Template }) : undefined,
    expiryMs: Dest.Expiry ? durationMs(Dest.Expiry) : undefined,
  });
  if (Dest.Transient?.Dataset === undefined) {
    return { ...common, load: direct(load, table), destinations: [destination] };
  }
  const move = moveSpec({ subject, destination, load, tableOf }, surroundings);
  return {
    ...common,
    load: intoTemporary(load),
    transient: transientOf(rule, { move, load, tableOf }),
    destinations: move.split ? move.split.mapping.map((target) => target.destination) : [destination],
  };
}

/** Halving finds one bad file among 10,000 in 14 rounds. */
const MAX_RELOAD = 15;

function recoveryRules(rule: Rule, { sourceFormat, autodetect = false }: LoadConfiguration): RecoveryRules {
  const { MaxReload = MAX_RELOAD, CorruptedFileURL, InvalidSchemaURL, Dest } = rule;
  return defined({
    maxReload: MaxReload,
    addsFields: (Dest.AllowFieldAddition ?? false) && sourceFormat === 'NEWLINE_DELIMITED_JSON' && !autodetect,
    corrupted: CorruptedFileURL || undefined,
    invalidSchema: InvalidSchemaURL || undefined,
  });
}

/** BigQuery changes a schema while appending, or while replacing a partition; replacing a table brings its own. */
function direct(load: LoadConfiguration, { partition }: TableReference): LoadConfiguration {
  if (load.writeDisposition === 'WRITE_APPEND' || partition !== undefined) return load;
  const { schemaUpdateOptions: _, ...rest } = load;
  return rest;
}

/** What a rule says of the destination is not for the temporary table, which exists before the load job does. */
function intoTemporary(load: LoadConfiguration): LoadConfiguration {
  const {
    timePartitioning: _timePartitioning,
    rangePartitioning: _rangePartitioning,
    clustering: _clustering,
    destinationTableProperties: _destinationTableProperties,
    schema: _schema,
    ...rest
  } = load;
  return { ...rest, createDisposition: 'CREATE_NEVER', writeDisposition: 'WRITE_APPEND' };
}

interface Parts {
  move: Transient['move'];
  load: LoadConfiguration;
  tableOf: TableOf;
}

function transientOf({ Dest: { Transient: given, Schema } }: Rule, { move, load, tableOf }: Parts): Transient {
  return defined({
    move,
    autodetect: load.autodetect ?? false,
    region: given?.Region || undefined,
    template: given?.Template ? tableOf({ field: 'Dest.Transient.Template', text: given.Template }) : undefined,
    fields: Schema?.Fields && (apiCase(Schema.Fields) as TableField[]),
  });
}
