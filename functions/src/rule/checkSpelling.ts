import type { ActionDescriptions } from './actionDescription.ts';
import { nearest } from './nearest.ts';
import { type Finding, fieldName, warningAt } from './problem.ts';
import { BUILT_IN, runtimeVariables } from './runtimeVariables.ts';
import type { Rule } from './schema.ts';
import { referencesIn } from './template.ts';
import { textsIn } from './textsIn.ts';

/**
 * Warns of variables in SQL and actions that look like a known one misspelt. Only a warning: an unknown variable stays
 * as it is written, and SQL has dollar signs of its own.
 */
export function checkSpelling(
  { Dest, OnSuccess, OnFailure, OnBadFiles, Batch }: Rule,
  kinds: ActionDescriptions,
): Finding[] {
  const { Transform, SideInputs, Schema, Transient, Parameters = [] } = Dest;
  const known = [...Parameters.map(({ Name }) => Name), ...BUILT_IN, ...runtimeVariables(kinds)];
  const dest = { Transform, SideInputs, Schema, Transient };
  const texts = textsIn({ Dest: dest, OnSuccess, OnFailure, OnBadFiles, Batch });
  return texts.flatMap(({ path, text }) =>
    referencesIn(text).flatMap(({ name, written }) => {
      const meant = known.includes(name) ? undefined : nearest(name, known);
      if (meant === undefined) return [];
      return [warningAt(path, `${fieldName(path)}: there is no variable ${written}; did you mean $${meant}?`)];
    }),
  );
}
