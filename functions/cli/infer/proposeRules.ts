import { localEndpoints } from '../cloud/endpoints.ts';
import { readEnvFiles } from '../input/envFiles.ts';
import { UsageError } from '../input/usageError.ts';
import { cloudSamples } from './cloudSamples.ts';
import { NotLoadable } from './formats/observation.ts';
import type { Sample } from './formats/sample.ts';
import { kindsOf } from './kindsOf.ts';
import { localSamples } from './localSamples.ts';
import { nextSteps } from './nextSteps.ts';
import { observe } from './observe.ts';
import { placementOf } from './placement.ts';
import { type Proposal, ruleText } from './ruleText.ts';
import { windowOf } from './windowOf.ts';

interface Asked {
  project: string;
  /** The folder of its env files. */
  envDir: string;
  table: string | undefined;
  /** Where the rules are to be written. */
  out: string | undefined;
}

interface Proposed {
  /** Rules as YAML, a document each; empty where there is none. */
  text: string;
  /** What to do with them, a line each. */
  next: string[];
  /** Why there is none for some files. */
  refusals: string[];
}

/** The dataset that the local world has. */
const LOCAL_DATASET = 'bqtail';

/** Proposes a rule for each kind of file. */
export async function proposeRules(
  targets: readonly string[],
  { project, envDir, table, out }: Asked,
): Promise<Proposed> {
  const samples = (await Promise.all(targets.map((target) => samplesAt(target, project)))).flat();
  const kinds = kindsOf(samples);
  if (table !== undefined && kinds.length > 1) {
    throw new UsageError(
      `--table names one table, and these are files of ${kinds.length} kinds; infer them one after the other`,
    );
  }
  const refusals: string[] = [];
  const proposals: Proposal[] = [];
  for (const kind of kinds) {
    try {
      const others = samples.filter((sample) => !kind.includes(sample)).map(({ name }) => name);
      proposals.push(await proposalFor(kind, { others, table, project }));
    } catch (error) {
      if (!(error instanceof NotLoadable)) throw error;
      refusals.push(error.message);
    }
  }
  const { values } = await readEnvFiles(project, envDir);
  return {
    text: proposals.map((proposal) => ruleText(proposal)).join('---\n'),
    next: nextSteps(proposals, { project, out, params: values, localStorage: localEndpoints(process.env).storage }),
    refusals,
  };
}

const samplesAt = (target: string, project: string): Promise<Sample[]> =>
  target.startsWith('gs://') ? cloudSamples(target, project) : localSamples(target);

interface Surroundings {
  /** The names of files of other kinds. */
  others: readonly string[];
  table: string | undefined;
  project: string;
}

async function proposalFor(
  samples: readonly [Sample, ...Sample[]],
  { others, table, project }: Surroundings,
): Promise<Proposal> {
  const [first, ...more] = samples;
  const kind = await observe(samples);
  const placement = placementOf([first.name, ...more.map(({ name }) => name)], others);
  const local = project.startsWith('demo-') ? `${LOCAL_DATASET}.${placement.stem}` : undefined;
  return { kind, placement, window: windowOf(samples), table: table ?? local };
}
