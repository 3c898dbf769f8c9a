import { FUNCTIONS_IN_WORDS } from '../doctor/model/deployed.ts';
import type { Report, ReportedFinding } from '../doctor/model/report.ts';
import type { World } from '../doctor/model/world.ts';

/** A command of the Firebase CLI, and why it is run. */
export interface Step {
  why: string;
  /** What follows `firebase`. */
  args: string[];
}

export interface DeploymentPlan {
  /** What somebody has to mend before, or permit to look at: nothing is deployed beside it. */
  hindrances: ReportedFinding[];
  steps: Step[];
}

/** Checks whose faults no deployment mends, and which it would fail for, or be of no use. */
const BEFORE = [
  'params',
  'apis',
  'buckets',
  'bucketProject',
  'bucketRegion',
  'retention',
  'requesterPays',
  'databaseMode',
  'databaseDeclared',
  'quota',
];

/** What is deployed to the database. */
const OF_DATABASE = ['indexes', 'expiry'];

interface Options {
  report: Report;
  world: Pick<World, 'projectId' | 'region' | 'database'>;
  /** Nobody can confirm what the CLI asks: it takes the retry policy and its own clean-up as confirmed. */
  force: boolean;
}

/** What is missing, in the order in which it can be made. Functions are always deployed: their source may be newer. */
export function planDeployment({ report, world, force }: Options): DeploymentPlan {
  const { projectId, region, database } = world;
  const of = (check: string, outcome: ReportedFinding['outcome']): boolean =>
    report.findings.some((finding) => finding.check === check && finding.outcome === outcome);
  const hindrances = report.findings.filter(
    ({ check, outcome }) =>
      (outcome === 'wrong' && BEFORE.includes(check)) ||
      // A database that is there is not to be made again, and a place is for ever.
      (outcome === 'unknown' && check === 'database'),
  );
  const isNew = of('database', 'wrong');
  const isBehind = OF_DATABASE.some((check) => of(check, 'wrong') || of(check, 'unknown'));
  const inProject = ['--project', projectId];
  const steps: Step[] = [
    ...(isNew
      ? [
          {
            why: `makes the Firestore database ${database} in ${region}; its location cannot be changed`,
            args: ['firestore:databases:create', database, '--location', region, ...inProject],
          },
        ]
      : []),
    ...(isNew || isBehind
      ? [
          {
            why: `deploys the rules, indexes and TTL policies of ${database}`,
            args: ['deploy', '--only', 'firestore', ...inProject],
          },
        ]
      : []),
    {
      why: `deploys ${FUNCTIONS_IN_WORDS}, with topic and schedule`,
      args: ['deploy', '--only', 'functions', ...inProject, ...(force ? ['--force'] : [])],
    },
  ];
  return { hindrances, steps };
}
