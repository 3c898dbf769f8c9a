import type { Plan } from '../../src/model/plan.ts';
import { fullTableName, type TableInfo, type TableName } from '../../src/model/table.ts';
import { bringsColumns } from '../../src/rule/sourceFormat.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import { datasetOf } from '../cloud/dataResources.ts';
import type { Reader } from '../cloud/reader.ts';

/** A dataset or table that is not there. */
export interface Missing {
  name: string;
  /** What that means, in a sentence. */
  message: string;
  /** The process would fail. */
  isFatal: boolean;
}

interface Known {
  tables: ReadonlyMap<string, TableInfo>;
  reader: Reader;
}

/** What a plan needs and does not find. `named` are the tables of the plan without partitions. */
export async function missingTables(
  { ingestion }: Plan,
  named: readonly TableName[],
  { tables, reader }: Known,
): Promise<Missing[]> {
  if (ingestion === undefined) return [];
  const absent = new Map(
    named.filter((table) => !tables.has(fullTableName(table))).map((table) => [fullTableName(table), table]),
  );
  const templates = [ingestion.template, ingestion.transient?.template]
    .filter((one) => one !== undefined)
    .map(fullTableName);
  const { load, template, transient } = ingestion;
  const isMade =
    Boolean(load.schema ?? load.autodetect ?? template) || transient !== undefined || bringsColumns(load.sourceFormat);
  return Promise.all(
    [...absent].map(async ([name, { projectId, datasetId }]): Promise<Missing> => {
      const dataset = `${projectId}.${datasetId}`;
      if (!(await isThere(datasetOf(projectId, datasetId), reader))) {
        return {
          name,
          isFatal: true,
          message: `there is no dataset ${dataset}, so that the process fails: make it, or mend its name in the rule`,
        };
      }
      if (templates.includes(name))
        return {
          name,
          isFatal: true,
          message: `there is no table ${name}, which is a template: make it, or mend its name in the rule`,
        };
      if (isMade)
        return { name, isFatal: false, message: `there is no table ${name} yet: it is made with the first rows` };
      return {
        name,
        isFatal: true,
        message: `there is no table ${name}, and the rule does not give its columns: make it, or give the rule Schema.Fields, Schema.Template or Schema.Autodetect`,
      };
    }),
  );
}

/** What nobody may look at is taken to be there. */
async function isThere(resource: ReturnType<typeof datasetOf>, reader: Reader): Promise<boolean> {
  try {
    return (await reader.read(resource)) !== undefined;
  } catch (error) {
    if (error instanceof CannotLook) return true;
    throw error;
  }
}
