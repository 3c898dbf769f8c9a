import type { Rule } from '../../../src/rule/schema.ts';
import { datasetOf } from '../../cloud/dataResources.ts';
import { mayLoad } from '../../cloud/locations.ts';
import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, type Finding, ok, wrong } from '../model/check.ts';
import { destinationDatasets, type NamedDataset } from '../model/destinationDatasets.ts';
import { rulesInForce } from '../model/ruleFiles.ts';

export const datasets: Check = {
  id: 'datasets',
  right: 'The datasets that rules load into exist, in the location of the trigger bucket or in the US multi-region.',
  todo: ({ projectId, region }) =>
    `Make it (bq mk --dataset --location ${region} --project_id ${projectId} NAME), or let the rule name one that is there.`,
  isLocal: true,
  async look(world) {
    const found = await rulesInForce(world);
    if (!found) return [];
    // Of two that are one, the one that has to be there counts.
    const all = found.rules
      .flatMap(({ rule }) => datasetsOf(rule, world.projectId))
      .toSorted((a, b) => Number(b.isMade) - Number(a.isMade));
    const named = new Map(all.map((one) => [fullName(one), one]));
    // The local world has no locations.
    const bucket = world.projectId.startsWith('demo-') ? undefined : await world.read(bucketOf(world.triggerBucket));
    return Promise.all(
      [...named].map(async ([shown, { project, dataset, isMade }]): Promise<Finding> => {
        const there = await world.read(datasetOf(project, dataset));
        if (!there && isMade) return ok(`the dataset ${shown} is made by the first load`);
        if (!there) return wrong(`the dataset ${shown} does not exist`);
        const where = `the dataset ${shown} is in ${there.location}`;
        if (!bucket || mayLoad(bucket, there.location)) return ok(where);
        return wrong(`${where}, and gs://${bucket.name} in ${bucket.location}: BigQuery refuses to load across`);
      }),
    );
  },
};

interface WantedDataset extends NamedDataset {
  /** The functions make it where it is missing. */
  isMade: boolean;
}

const fullName = ({ project, dataset }: NamedDataset): string => `${project}.${dataset}`;

/** The datasets of a rule's table and of its temporary table; not those whose names hold a variable. */
function datasetsOf(rule: Rule, ownProjectId: string): WantedDataset[] {
  const { Dataset: temporary, ProjectID: project = ownProjectId } = rule.Dest.Transient ?? {};
  const isMade = temporary !== undefined && !rule.Disabled && !`${project}.${temporary}`.includes('$');
  return [
    ...destinationDatasets(rule, ownProjectId).map((one) => ({ ...one, isMade: false })),
    ...(isMade ? [{ project, dataset: temporary, isMade }] : []),
  ];
}
