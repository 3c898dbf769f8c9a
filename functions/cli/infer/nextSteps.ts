import { PARAMS } from '../../src/runtime/params.ts';
import { RULES_READ_SEC } from '../input/rulesReadSec.ts';
import type { Proposal } from './ruleText.ts';

interface World {
  project: string;
  /** The file of the rules; undefined where they were written to the terminal. */
  out: string | undefined;
  /** Of the project, by name. */
  params: Readonly<Record<string, string>>;
  /** Where the Cloud Storage of the local world is. */
  localStorage: string;
}

/** `RULES_CHECK_SEC` of the local world. */
const LOCAL_CHECK_SEC = 1;

/** What to do with proposed rules, as commands to copy: a file is put where its rule is in force already. */
export function nextSteps(proposals: readonly Proposal[], { project, out, params, localStorage }: World): string[] {
  const [first] = proposals;
  if (first === undefined) return [];
  const written = out ?? `rules/${first.placement.stem}.yaml`;
  const name = written.replace(/^.*\//, '');
  const isLocal = project.startsWith('demo-');
  const triggerBucket = params['TRIGGER_BUCKET'] ?? '‹trigger bucket›';
  const ofProject = isLocal ? '' : ` --project ${project}`;
  const steps = isLocal
    ? localSteps({ written, name, params, localStorage })
    : projectSteps({
        written,
        name,
        project,
        checkSec: Number(params['RULES_CHECK_SEC'] ?? PARAMS.RULES_CHECK_SEC.default),
      });
  const put = (from: string, to: string): string =>
    isLocal ? `put ${from} ${triggerBucket} ${to}` : `gcloud storage cp ${from} gs://${triggerBucket}/${to}`;
  const samples = proposals.flatMap(({ kind }) => kind.samples);
  const files = samples.filter(({ isLocal: isHere }) => isHere).slice(0, SHOWN);
  const areThere = samples.some(({ isLocal: isHere }) => !isHere);
  const [sample] = files;
  return [
    '',
    `Read ${out === undefined ? `${proposals.length === 1 ? 'this rule, and save it' : 'these rules, and save them'} as ${written}` : written}. Then, step by step:`,
    ...steps,
    ...files.map(({ shown, name: to }) => `  ${put(shown, to)}`),
    ...(areThere
      ? [
          `  npm run bqtail -- replay missed${ofProject}    # what would load the files that are there; --apply PLAN does`,
        ]
      : []),
    ...(sample ? [`  npm run bqtail -- status gs://${triggerBucket}/${sample.name}${ofProject}`] : []),
  ];
}

const SHOWN = 3;

const pause = (seconds: number): string =>
  `  sleep ${seconds}    # bqtail does not load a file that comes before its rule`;

interface Local extends Pick<World, 'params' | 'localStorage'> {
  written: string;
  name: string;
}

function localSteps({ written, name, params, localStorage }: Local): string[] {
  const rulesBucket = params['CONFIG_BUCKET'] ?? params['OPS_BUCKET'] ?? '‹rules bucket›';
  return [
    `  put() { test -f "$1" && curl -sS -X POST --data-binary "@$1" "${localStorage}/upload/storage/v1/b/$2/o?uploadType=media&name=$3"; }`,
    `  npm run bqtail -- check ${written} && put ${written} ${rulesBucket} rules/${name}`,
    pause(LOCAL_CHECK_SEC + 1),
  ];
}

interface Pushed {
  written: string;
  name: string;
  project: string;
  checkSec: number;
}

/** What is pushed is the project's own folder of rules. */
function projectSteps({ written, name, project, checkSec }: Pushed): string[] {
  const isInPlace = written.startsWith('rules/');
  const file = isInPlace ? written : `rules/${name}`;
  return [
    ...(isInPlace ? [] : [`  mv ${written} ${file}`]),
    `  npm run bqtail -- check ${file} --project ${project} && npm run bqtail -- push --project ${project}`,
    pause(checkSec + RULES_READ_SEC),
  ];
}
