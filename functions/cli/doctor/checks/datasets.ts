import type { Rule } from '../../../src/rule/schema.ts';
import { datasetOf } from '../../cloud/dataResources.ts';
import { mayLoad } from '../../cloud/locations.ts';
import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, type Finding, ok, wrong } from '../model/check.ts';
import { rulesInForce } from '../model/ruleFiles.ts';

export const datasets: Check = {
  id: 'datasets',
  right: 'The datasets that rules load into exist, where the trigger bucket is or in the US multi-region.',
  todo: ({ projectId, region }) =>
    `Make it (bq mk --dataset --location ${region} --project_id ${projectId} NAME), or let the rule name one that is there.`,
  isLocal: true,
  async look(world) {
    const found = await rulesInForce(world);
    if (!found) return [];
    const names = new Set(found.rules.flatMap(({ rule }) => datasetNamed(rule, world.projectId)));
    const isLocal = world.projectId.startsWith('demo-');
    const bucket = isLocal ? undefined : await world.read(bucketOf(world.triggerBucket));
    return Promise.all(
      [...names].map(async (name): Promise<Finding> => {
        const [project = '', dataset = ''] = name.split(' ');
        const shown = `${project}.${dataset}`;
        const there = await world.read(datasetOf(project, dataset));
        if (!there) return wrong(`the dataset ${shown} does not exist`);
        const where = `the dataset ${shown} is in ${there.location}`;
        if (!bucket || mayLoad(bucket, there.location)) return ok(where);
        return wrong(`${where}, and gs://${bucket.name} in ${bucket.location}: BigQuery refuses to load across`);
      }),
    );
  },
};

/** `project dataset` of a rule's table; none where a variable stands in it. */
function datasetNamed({ Disabled, Dest }: Rule, ownProjectId: string): string[] {
  const [, project = ownProjectId, dataset = ''] = /^(?:(.+)[:.])?([^:.]+)\.[^:.]+$/.exec(Dest.Table) ?? [];
  return Disabled || dataset === '' || `${project}${dataset}`.includes('$') ? [] : [`${project} ${dataset}`];
}
