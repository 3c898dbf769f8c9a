import { counted } from '../../src/common/counted.ts';
import { columnsText } from '../text/columns.ts';
import { problemLine } from '../text/problemLine.ts';
import type { Comparison, Tally } from './compare.ts';
import type { Difference } from './differences.ts';
import type { Meaning, PushPlan } from './planPush.ts';

const SHOWN = 20;

/** A plan for people: what differs, and what it means. */
export function pushText(plan: PushPlan): string {
  const { differences, kept, changedSince, problems, notes, meaning, differs, state } = plan;
  const said = problems.map(problemLine);
  const parts = [
    ...(said.length > 0 ? [said.join('\n')] : []),
    ...notes,
    ...(changedSince.length > 0
      ? [`written one by one since state ${state} was pushed: ${changedSince.join(', ')}`]
      : []),
    ...(kept.length > 0 ? [`in force, not in the folder, kept (--prune removes them): ${kept.join(', ')}`] : []),
    ...(differences.length > 0 ? [differences.map(differenceText).join('\n')] : []),
    ...(differs && differences.length === 0 ? ['the rules are the same; only the texts of the files differ'] : []),
    ...(differs ? [] : ['nothing differs from the rules in force']),
    ...(differs && meaning ? [meaningText(meaning)] : []),
  ];
  return parts.join('\n\n');
}

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

function differenceText({ is, rule, table, fields }: Difference): string {
  const lines = fields.map(
    ({ field, before = 'not given', after = 'not given' }) => `    ${field}: ${before} → ${after}`,
  );
  return [`${SIGNS[is]} ${rule} (${table})`, ...lines].join('\n');
}

function meaningText(meaning: Meaning): string {
  const { days, total, looked, beyond, inBucket, before, after, otherWindow } = meaning;
  const sample = looked < total ? `, by a sample of ${looked.toLocaleString('en')}` : '';
  const { files, tooOld, isCut } = inBucket;
  const lines = [
    `of the ${counted(total, 'file')} of the last ${days === 1 ? '24 hours' : `${days} days`}${sample}: ${countsText(meaning)}`,
    ...tallyLines(meaning.tallies),
    ...(otherWindow > 0 ? [`${counted(otherWindow, 'file')} in another window`] : []),
    `jobs: ${before.jobs} → ${after.jobs}; cost of these files, at most: $${before.dollars.toPrecision(2)} → $${after.dollars.toPrecision(2)}`,
    ...beyond.map(
      ({ table, aDay, limit }) =>
        `${table} would be modified ${aDay.toLocaleString('en')} times a day, and BigQuery takes ${limit.toLocaleString('en')}: load more files in each job`,
    ),
    ...(files.length > 0
      ? [
          `${counted(files.length, 'file')} in the bucket that only the new rules match: --take-in loads them, else they stay`,
        ]
      : []),
    ...(isCut
      ? ['the bucket has more objects than were listed: files that only the new rules match may be missing here']
      : []),
    ...(tooOld > 0
      ? [
          `${counted(tooOld, 'file')} in the bucket that only the new rules match, but older than the trail is kept: replay prefix loads them`,
        ]
      : []),
  ];
  return lines.join('\n');
}

const WORDS = {
  same: 'as before',
  otherTable: 'to another table',
  nowhere: 'no longer loaded',
  ambiguous: 'matched by several rules',
  newlyWanted: 'newly matched',
  neither: 'not loaded, as before',
} as const;

function countsText({ counts }: Comparison): string {
  const some = Object.entries(WORDS).flatMap(([change, words]) => {
    const count = counts[change as keyof typeof WORDS];
    return count > 0 ? [`${count.toLocaleString('en')} ${words}`] : [];
  });
  return some.length > 0 ? some.join(', ') : 'none';
}

function tallyLines(tallies: readonly Tally[]): string[] {
  if (tallies.length === 0) return [];
  const rows = tallies
    .slice(0, SHOWN)
    .map(({ change, from = '–', to = '–', files, example }) => [
      ...[WORDS[change], from, to, files.toLocaleString('en'), example],
    ]);
  const more = tallies.length > SHOWN ? [`and ${tallies.length - SHOWN} more: --json shows all`] : [];
  return [columnsText(['WHAT', 'FROM', 'TO', 'FILES', 'EXAMPLE'], rows, ['FILES']), ...more];
}
