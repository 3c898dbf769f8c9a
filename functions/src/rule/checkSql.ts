import type { ActionDescriptions } from './actionDescription.ts';
import { nearest } from './nearest.ts';
import { parameterExample } from './parameterExample.ts';
import { patternGroups } from './patternGroups.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from './problem.ts';
import { BUILT_IN } from './runtimeVariables.ts';
import type { Rule } from './schema.ts';
import { sqlSegments } from './sqlSegments.ts';
import { sqlTexts } from './sqlTexts.ts';
import { parseTemplate } from './template.ts';

/**
 * Variables that stand for nothing, in the code of GoogleSQL: they would be sent as they are written, and GoogleSQL has no dollar sign
 * outside of quotes, names and comments. Legacy SQL has one in the names of tables.
 */
export function checkSql(rule: Rule, kinds: ActionDescriptions): Finding[] {
  return sqlTexts(rule, kinds).flatMap(({ path, text, isLegacy, known }) =>
    isLegacy ? [] : unknownIn(text, { path, known: [...known, ...namesOf(rule)] }),
  );
}

/** The variables of every SQL text of a rule. */
function namesOf({ Dest: { Parameters = [], Pattern } }: Rule): string[] {
  const groups = Array.from({ length: patternGroups(Pattern) }, (_, index) => String(index + 1));
  return [...Parameters.map(({ Name }) => Name), ...BUILT_IN, ...groups];
}

function unknownIn(sql: string, { path, known }: { path: FieldPath; known: readonly string[] }): Finding[] {
  const parts = parseTemplate(sql).map((part) =>
    typeof part === 'string' ? part : { name: part.name, value: part.written },
  );
  return sqlSegments(parts).flatMap((segment) => {
    if (segment.kind !== 'value' || segment.within !== '' || known.includes(segment.value.name)) return [];
    const { name, value } = segment.value;
    return [
      errorAt(
        path,
        `${fieldName(path)}: ${value} has no value here, and BigQuery would refuse it; ${helpFor(name, known)}`,
      ),
    ];
  });
}

function helpFor(name: string, known: readonly string[]): string {
  if (/^\d$/.test(name)) return `Dest.Pattern has no group ${name}`;
  const named = known.filter((one) => !/^\d$/.test(one));
  const meant = nearest(name, named);
  if (meant !== undefined) return `did you mean $${meant}?`;
  return `name it in Dest.Parameters (${parameterExample(name)}), or use one of ${named.map((one) => `$${one}`).join(', ')}`;
}
