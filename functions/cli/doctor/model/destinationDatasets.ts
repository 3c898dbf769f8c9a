import type { Rule } from '../../../src/rule/schema.ts';

export interface NamedDataset {
  project: string;
  dataset: string;
}

/** The dataset of a rule's table; none where its name holds a variable, or the rule is disabled. */
export function destinationDatasets({ Disabled, Dest }: Rule, ownProjectId: string): NamedDataset[] {
  if (Disabled) return [];
  const [, project = ownProjectId, dataset = ''] = /^(?:(.+)[:.])?([^:.]+)\.[^:.]+$/.exec(Dest.Table) ?? [];
  return [{ project, dataset }].filter((one) => one.dataset !== '' && !`${project}.${dataset}`.includes('$'));
}
