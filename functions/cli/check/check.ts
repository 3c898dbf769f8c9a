import { join } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../src/common/counted.ts';
import type { RuleProblem } from '../../src/rule/problem.ts';
import { deploymentOf } from '../input/deployment.ts';
import { readEnvFiles } from '../input/envFiles.ts';
import { readRuleFiles } from '../input/ruleFiles.ts';
import type { SqlReader } from '../sql/sqlReader.ts';
import { problemLine } from '../text/problemLine.ts';
import { say } from '../text/say.ts';

/** Adds `bqtail check [rules…]`: exit code 0, or 1 where a rule has an error. */
export function addCheck(program: Command, openSqlReader: () => Promise<SqlReader>): void {
  program
    .command('check')
    .description('Check rules, and show each problem; with --project, check their datasets and tables as well.')
    .argument('[rules...]', "rule files, or folders of them; the project's rules folder by default")
    .action(async (paths: string[]) => {
      const { projectId: project, envDir, root } = deploymentOf(program);
      // Whoever names no project wants the texts looked at, wherever they are.
      const looksAtTables = program.getOptionValueSource('project') === 'cli';
      const asked = {
        paths: paths.length > 0 ? paths : [join(root, 'rules')],
        project,
        envDir,
        looksAtTables,
        openSqlReader,
      };
      const { lines, failed } = await check(asked);
      for (const line of lines) say(line);
      if (failed) process.exitCode = 1;
    });
}

interface Asked {
  paths: readonly string[];
  project: string;
  envDir: string;
  looksAtTables: boolean;
  openSqlReader: () => Promise<SqlReader>;
}

async function check(asked: Asked): Promise<{ lines: string[]; failed: boolean }> {
  const { paths, project, envDir, looksAtTables, openSqlReader } = asked;
  const { rules, problems: own, texts } = await readRuleFiles(paths);
  const [
    { values },
    { problemsOfSet },
    { lookAtSql },
    { tablesOfLocalWorld, tablesOfProject },
    { atFields },
    { cloudReader },
    { problemsOfTables },
  ] = await Promise.all([
    readEnvFiles(project, envDir),
    import('./problemsOfSet.ts'),
    import('./lookAtSql.ts'),
    import('../sql/tableSource.ts'),
    import('./names/atFields.ts'),
    import('../cloud/cloudReader.ts'),
    import('./problemsOfTables.ts'),
  ]);
  const triggerBucket = values['TRIGGER_BUCKET'] ?? '';
  const found = problemsOfSet({ rules, own, triggerBucket });
  const reader = cloudReader(project);
  if (looksAtTables) {
    const ofTables = await problemsOfTables(rules, { project, triggerBucket, reader });
    found.push(...atFields(ofTables, { rules, texts }));
  }
  const tables = looksAtTables ? tablesOfProject(reader) : tablesOfLocalWorld(reader);
  const { problems: ofSql, notes } = await lookAtSql(rules, { openSqlReader, projectId: project, tables, texts });
  // What the look at the tables says of a field comes first.
  const isSaid = ({ file, line, field }: RuleProblem): boolean =>
    found.some((one) => one.file === file && one.line === line && one.field === field && one.severity === 'error');
  found.push(...ofSql.filter((problem) => !isSaid(problem)));
  const problems = found.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const summary = [
    `${counted(rules.length, 'rule')} in ${counted(texts.size, 'file')}`,
    counted(errors, 'error'),
    counted(problems.length - errors, 'warning'),
  ];
  return { lines: [...problems.map(problemLine), ...notes, summary.join(', ')], failed: errors > 0 };
}
