import type { Told, ToldProblem } from '../journal/toldStore.ts';
import type { ReportedProblem } from '../monitor/model/report.ts';

/** What operators are to be told of a subject: a table, a rule, a service. */
export interface Digest {
  subject: string;
  /** What is wrong since the last one, or has become more. */
  news: readonly ReportedProblem[];
  /** What was wrong, and is not any more. */
  recovered: readonly ToldProblem[];
}

/** There is one digest of a subject in so long, in milliseconds: what changes to and fro meanwhile is told once, or not at all. */
const APART_MS = 10 * 60_000;

/** What is to be told now, and what will have been told then. */
export function digestsOf(
  problems: readonly ReportedProblem[],
  told: readonly Told[],
  now: Date,
): { digests: Digest[]; told: Told[] } {
  const present = Map.groupBy(
    problems.filter(({ status }) => status !== 'ok'),
    ({ subject }) => subject,
  );
  const known = new Map(told.map((one) => [one.subject, one]));
  const digests: Digest[] = [];
  const next: Told[] = [];
  for (const subject of new Set([...present.keys(), ...known.keys()])) {
    const before = known.get(subject);
    const current = present.get(subject) ?? [];
    const digest = digestOf(subject, current, before?.problems ?? []);
    const mayBeTold = before === undefined || now.getTime() - before.at.getTime() >= APART_MS;
    if (digest && mayBeTold) {
      digests.push(digest);
      next.push({ subject, at: now, problems: current.map(brief) });
    } else if (before && (before.problems.length > 0 || !mayBeTold)) {
      next.push(before);
    }
  }
  return { digests, told: next };
}

const brief = ({ kind, status, sentence, count }: ReportedProblem): ToldProblem => ({ kind, status, sentence, count });

function digestOf(
  subject: string,
  current: readonly ReportedProblem[],
  before: readonly ToldProblem[],
): Digest | undefined {
  const wasTold = new Map(before.map((problem) => [problem.kind, problem]));
  const kinds = new Set(current.map(({ kind }) => kind));
  const news = current.filter(({ kind, count }) => count > (wasTold.get(kind)?.count ?? 0));
  const recovered = before.filter(({ kind }) => !kinds.has(kind));
  return news.length + recovered.length === 0 ? undefined : { subject, news, recovered };
}

/** The digest as a message. */
export function digestText({ subject, news, recovered }: Digest, projectId: string): string {
  const wrong = news.flatMap(({ status, sentence, todo, commands }) => [
    `${status}: ${sentence}`,
    `  to do: ${todo}`,
    ...commands.map((command) => `    ${command}`),
  ]);
  const right = recovered.map(({ sentence }) => `ok again: ${sentence}`);
  return [`${subject} (${projectId})`, ...wrong, ...right].join('\n');
}
