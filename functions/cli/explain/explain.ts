import type { Command } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { UsageError } from '../input/usageError.ts';
import type { SqlReader } from '../sql/sqlReader.ts';
import { jsonText, say } from '../text/say.ts';

interface Options {
  rules?: string[];
  json?: true;
  created?: string;
  dryRun?: true;
}

/** Adds `bqtail explain gs://bucket/path`: exit code 0 where a rule takes the file and can be carried out, else 1. */
export function addExplain(program: Command, openSqlReader: () => Promise<SqlReader>): void {
  program
    .command('explain')
    .description('Show which rule matches a file, or why none does, and what would run; it runs nothing.')
    .argument('[url]', 'gs://bucket/path of a file, which need not exist')
    .option('-r, --rules <paths...>', 'rule files, or folders of them; by default the rules in force')
    .option('--created <time>', 'when the file is created, ISO 8601; by default its own time, or now')
    .option('--dry-run', 'let BigQuery check the SQL, which costs nothing')
    .option('--json', 'for tools')
    .action(async (given: string | undefined, options: Options) => {
      const { url, rules } = askedFor([...(given === undefined ? [] : [given]), ...(options.rules ?? [])], options);
      const [{ reachWorld }, { explain }, { explanationText }] = await Promise.all([
        import('./world.ts'),
        import('./explainFile.ts'),
        import('./explanationText.ts'),
      ]);
      const { created, dryRun } = options;
      const answer = await explain(
        url,
        { rules, created, dryRun: dryRun === true },
        { ...(await reachWorld(deploymentOf(program))), openSqlReader },
      );
      say(options.json ? jsonText(answer) : explanationText(answer));
      if (!isFine(answer)) process.exitCode = 1;
    });
}

/** The URL may stand before the rules or after them: an option that takes several values takes it along. */
function askedFor(words: readonly string[], { rules }: Options): { url: string; rules: string[] | undefined } {
  const [url, ...more] = words.filter((word) => word.startsWith('gs://'));
  const paths = words.filter((word) => !word.startsWith('gs://'));
  if (url === undefined || more.length > 0 || (rules === undefined && paths.length > 0)) {
    const said = words.filter((word) => !(rules ?? []).includes(word)).join(' ');
    throw new UsageError(
      said === ''
        ? 'name the file: gs://bucket/path'
        : `${JSON.stringify(said)} is no file; write one gs://bucket/path`,
    );
  }
  return { url, rules: rules === undefined ? undefined : paths };
}

function isFine(answer: { outcome: string; explanation?: Explained }): boolean {
  const { outcome, explanation: { refusal, problem, missing = [], dryRuns = [] } = {} } = answer;
  if (outcome !== 'matched' || refusal !== undefined || problem !== undefined) return false;
  return !missing.some(({ isFatal }) => isFatal) && !dryRuns.some(({ outcome: ended }) => ended === 'refused');
}

interface Explained {
  refusal?: string;
  problem?: string;
  missing?: readonly { isFatal: boolean }[];
  dryRuns?: readonly { outcome: string }[];
}
