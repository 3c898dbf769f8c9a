import { type EvolutionRules, schemaMismatch } from '../catalog/schemaEvolution.ts';
import type { LoadPlan } from './loadPlan.ts';

const ADVICE =
  'It looks like you are appending to an existing table with autodetect enabled. Disabling autodetect may resolve this.';

/** How far the rows of a load may differ from the table. `isDetected`: their fields were guessed. */
export const evolutionRules = (
  { destination, schemaUpdateOptions }: LoadPlan,
  { modes, isDetected }: Pick<EvolutionRules, 'modes'> & { isDetected: boolean },
): EvolutionRules => ({
  mayAddFields: schemaUpdateOptions.includes('ALLOW_FIELD_ADDITION'),
  mayRelaxFields: schemaUpdateOptions.includes('ALLOW_FIELD_RELAXATION'),
  modes,
  refusal: schemaMismatch(destination.table),
  ...(isDetected ? { advice: ADVICE } : {}),
});
