import { fullTableName, type TableName } from '../../../src/model/table.ts';
import type { Rule } from '../../../src/rule/schema.ts';
import { markedRule, type Part, partsOf } from './markedRule.ts';
import { moveLookedAt } from './moveLookedAt.ts';
import { type RuleAtHand, standInsFor } from './ruleAtHand.ts';
import { faultsInAll, type SqlFault } from './sqlFault.ts';
import { type MoveTables, tablesOfMove } from './tablesOfMove.ts';

interface Found {
  faults: SqlFault[];
  unknown: TableName[];
}

const NOTHING: Found = { faults: [], unknown: [] };

/** The faults of the SQL of `Dest`, in the statements that bqtail makes of it. */
export async function faultsOfMove(hand: RuleAtHand): Promise<Found> {
  const { plan, known } = hand;
  const texts = hand.texts.filter(({ path }) => path[0] === 'Dest');
  if (texts.length === 0 || plan.ingestion?.transient === undefined) return NOTHING;
  const tables = await tablesOfMove(hand, plan.ingestion);
  if (!('known' in tables)) return { faults: [], unknown: tables.unknown };
  const standIns = standInsFor(
    texts.map(({ text }) => text),
    known,
  );
  const found: Found[] = [];
  for (const standIn of standIns) found.push(await faultsWith(hand, { tables, parts: partsOf(texts, known, standIn) }));
  return { faults: faultsInAll(found.map(({ faults }) => faults)), unknown: found.flatMap(({ unknown }) => unknown) };
}

interface With {
  tables: MoveTables;
  parts: readonly Part[];
}

/** One fault after the other: what is wrong is left out, and the rest looked at again. */
async function faultsWith(hand: RuleAtHand, { tables, parts }: With): Promise<Found> {
  const left = new Set(parts.filter(({ path }) => hand.isFaulty(path)));
  const faults: SqlFault[] = [];
  const unknown = new Map<string, TableName>();
  let isReduced = false;
  for (;;) {
    // Columns of a subquery that is none are not known.
    isReduced ||= [...left].some(({ path }) => path.at(-1) === 'From');
    const rule = markedRule(hand.loaded.rule, parts, left);
    const looked = await moveLookedAt(isReduced ? reduced(rule) : simplified(rule, tables), hand, {
      tables,
      parts,
      left,
    });
    for (const table of looked.unknown) unknown.set(fullTableName(table), table);
    if (looked.fault) faults.push(looked.fault);
    const isOpen = looked.fault === undefined && looked.unknown.length > 0 && !isReduced;
    if (looked.part === undefined && !isOpen) return { faults, unknown: [...unknown.values()] };
    if (looked.part) left.add(looked.part);
    else isReduced = true;
  }
}

/** Without what needs other tables than the temporary one. */
function reduced(rule: Rule): Rule {
  const { Transform: _transform, SideInputs: _sideInputs, Schema, ...dest } = rule.Dest;
  const { Split: _split, Template: _template, ...schema } = Schema ?? {};
  return { ...rule, Dest: { ...dest, ...(Schema ? { Schema: schema } : {}), Transient: asQuery(rule) } };
}

/** A destination of which nothing is known is one that the query makes. */
function simplified(rule: Rule, { areDestinationsKnown }: MoveTables): Rule {
  if (areDestinationsKnown) return rule;
  const { Schema, ...dest } = rule.Dest;
  const { Template: _, ...schema } = Schema ?? {};
  return { ...rule, Dest: { ...dest, ...(Schema ? { Schema: schema } : {}), Transient: asQuery(rule) } };
}

const asQuery = ({ Dest }: Rule): Rule['Dest']['Transient'] => ({ ...Dest.Transient, CopyMethod: 'QUERY' });
