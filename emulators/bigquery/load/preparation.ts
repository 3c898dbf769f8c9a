import type { Catalog } from '../catalog/catalog.ts';
import type { TableMeta } from '../catalog/meta.ts';
import type { EvolutionRules } from '../catalog/schemaEvolution.ts';
import type { JobError } from '../errors/jobError.ts';
import type { ErrorProto } from '../rest/resources.ts';
import type { Field } from '../schema/field.ts';
import type { LoadPlan } from './loadPlan.ts';
import type { LoadWorkers } from './loadWorkers.ts';
import type { SourceFile } from './task/loadTask.ts';

/** Rows that are good and only have to be written. */
export interface PreparedRows {
  fields: Field[];
  /** A DuckDB query whose columns have the fields' names. */
  source: string;
  badRecords: number;
  warnings: ErrorProto[];
  modes: EvolutionRules['modes'];
  /** Whether the fields were guessed from the rows. */
  isDetected: boolean;
  /** Where the rows turn out not to be readable while they are written: what the files are to be blamed for, if anything. */
  blame?(): Promise<JobError | undefined>;
}

export interface Preparation {
  files: SourceFile[];
  plan: LoadPlan;
  /** The destination, where it is there. */
  present: TableMeta | undefined;
  folder: string;
  /** What the work is done with. */
  context: { catalog: Pick<Catalog, 'engine'>; loadWorkers: LoadWorkers };
}
