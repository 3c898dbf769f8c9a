import { datasetOf } from '../../cloud/dataResources.ts';
import { UsageError } from '../../input/usageError.ts';
import { destinationDatasets } from '../model/destinationDatasets.ts';
import { rulesInForce } from '../model/ruleFiles.ts';
import type { World } from '../model/world.ts';

interface Dataset {
  projectId: string;
  datasetId: string;
}

/**
 * Where the table of a probe goes: the dataset that the caller names, `[project.]dataset`, or the first that rules load into and
 * that is there, since its place and its roles are those that matter. @throws UsageError where there is none.
 */
export async function chooseDataset(world: World, named: string | undefined): Promise<Dataset> {
  if (named !== undefined) return parsed(named, world.projectId);
  const { rules = [] } = (await rulesInForce(world)) ?? {};
  for (const { project, dataset } of rules.flatMap(({ rule }) => destinationDatasets(rule, world.projectId))) {
    if (await world.read(datasetOf(project, dataset))) return { projectId: project, datasetId: dataset };
  }
  throw new UsageError(
    'no rule loads into a dataset that is there: name one for the table of the probe with --dataset',
  );
}

function parsed(text: string, ownProjectId: string): Dataset {
  const [, projectId = ownProjectId, datasetId] = /^(?:([\w:.-]+)[.:])?(\w+)$/.exec(text) ?? [];
  if (datasetId === undefined) throw new UsageError(`${JSON.stringify(text)} is no dataset: give [project.]dataset`);
  return { projectId, datasetId };
}
