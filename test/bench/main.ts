// npm run bench: what bqtail bears and costs. Nothing here passes or fails.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { program } from 'commander';
import { runWorld } from '../../emulators/world/runWorld.ts';
import { closing } from './closing.ts';
import { cost } from './cost/cost.ts';
import { delay } from './delay.ts';
import { events } from './events.ts';
import { loading } from './loading.ts';
import { matching } from './matching.ts';
import { killed } from './plain/killed.ts';
import { projectWithBaseline } from './projectWithBaseline.ts';
import { printed, type Report } from './report.ts';
import { stub } from './stub.ts';

interface Part {
  what: string;
  measure(): Promise<Report[]>;
}

/** In the local world, in this order. */
const inWorld: Record<string, Part> = {
  events: { what: 'files a second through the emulators into a batch, and one load job each', measure: events },
  cost: { what: 'operations, log bytes and dollars, for a file and for a window', measure: cost },
  delay: { what: 'from the end of a window to its load job', measure: delay },
  closing: { what: 'closing a window of 100 to 30,000 files', measure: closing },
};

/** Without it. */
const alone: Record<string, Part> = {
  matching: { what: 'finding the rule of a path among 10, 100 and 1,000', measure: matching },
  loading: { what: 'loading each function, beside the packages that it cannot do without', measure: loading },
  killed: { what: 'what twenty lines lose, and bqtail does not, where an invocation is killed', measure: killed },
  stub: { what: 'what the BigQuery stub bears', measure: stub },
};

const parts = { ...alone, ...inWorld };
const listed = Object.entries(parts).map(([name, { what }]) => `  ${name.padEnd(9)} ${what}`);

interface Options {
  only?: string;
  json?: string;
}

program
  .name('npm run bench --')
  .option('--only <parts>', 'these parts, separated by commas')
  .option('--json <file>', 'writes what was measured there, too')
  .addHelpText('after', `\nParts:\n${listed.join('\n')}`)
  .parse();
const { only, json } = program.opts<Options>();
const wanted = only?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) program.error(`--only: no such part: ${unknown.join(', ')}; there are\n${listed.join('\n')}`);

const measured: Record<string, Report[]> = {};

async function measure(among: Record<string, Part>): Promise<void> {
  for (const [name, part] of Object.entries(among).filter(([name]) => wanted.includes(name))) {
    const reports = await part.measure();
    measured[name] = reports;
    for (const report of reports) console.log(printed(report));
  }
}

async function write(): Promise<void> {
  if (json === undefined) return;
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
  await writeFile(json, `${JSON.stringify({ at: new Date(), machine, parts: measured }, null, 2)}\n`);
}

await measure(alone);
if (wanted.some((name) => Object.hasOwn(inWorld, name))) {
  const project = await projectWithBaseline();
  process.on('exit', project.remove);
  await runWorld({
    projectDir: project.folder,
    jobLatencyMs: 0,
    use: async () => {
      await measure(inWorld);
      await write();
      return 0;
    },
  });
}
await write();
