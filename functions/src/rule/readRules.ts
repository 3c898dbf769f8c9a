import { LineCounter } from 'yaml';
import type { ActionDescriptions } from './actionDescription.ts';
import { type Canonical, canonical } from './canonical.ts';
import { checkRule } from './checkRule.ts';
import { issueText } from './issueText.ts';
import { type FieldPath, type Finding, fieldName, type RuleProblem } from './problem.ts';
import { RuleError } from './ruleError.ts';
import { type Report, type RuleNode, ruleNodes } from './ruleNodes.ts';
import { salvage } from './salvage.ts';
import { type Rule, type RuleSchema, ruleSchemaOf } from './schema.ts';

export type { RuleProblem } from './problem.ts';

/** A rule and where it stands. */
export interface LoadedRule {
  rule: Rule;
  /** The file it came from, as it was given. */
  url: string;
  /** Its place in the file, from 0. */
  index: number;
  /** The line it begins at, from 1. */
  line: number;
}

export interface RuleReader {
  /** What a rule has to look like. */
  schema: RuleSchema;
  /**
   * Reads one rule file, YAML 1.2 or JSON: a rule, a list of rules, or several documents of either. Never throws. A file
   * with any error gives no rules at all, so that half a file is never at work; a file without a rule is a warning.
   */
  readRules(file: string, text: string): { rules: LoadedRule[]; problems: RuleProblem[] };
}

/** Reads rules whose actions are of these kinds. */
export function createRuleReader(kinds: ActionDescriptions): RuleReader {
  const schema = ruleSchemaOf(kinds);
  return { schema, readRules: (file, text) => rulesIn(file, text, { schema, kinds }) };
}

interface Language {
  schema: RuleSchema;
  kinds: ActionDescriptions;
}

function rulesIn(file: string, text: string, language: Language): ReturnType<RuleReader['readRules']> {
  const problems: RuleProblem[] = [];
  const lines = new LineCounter();
  const report = (severity: RuleProblem['severity'], offset: number, field: string, message: string): void => {
    const { line, col } = lines.linePos(offset);
    // An empty text has no lines to count.
    problems.push({ severity, file, line: Math.max(line, 1), column: Math.max(col, 1), field, message });
  };
  const rules: LoadedRule[] = [];
  for (const { node, targets } of ruleNodes(text, lines, report)) {
    const offset = node.range?.[0] ?? 0;
    const rule = readRule({ node, targets }, language, report);
    if (rule) rules.push({ rule, url: file, index: rules.length, line: lines.linePos(offset).line });
  }
  const bad = problems.some(({ severity }) => severity === 'error');
  if (!bad && rules.length === 0) report('warning', 0, '', 'the file holds no rule; write one, or remove the file');
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { rules: bad ? [] : rules, problems };
}

function readRule({ node, targets }: RuleNode, { schema, kinds }: Language, report: Report): Rule | undefined {
  let read: Canonical;
  try {
    read = canonical(node, { targets, schema, kinds });
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    report('error', node.range?.[0] ?? 0, '', error.message);
    return undefined;
  }
  for (const { path, offset, message } of read.findings) report('error', offset, fieldName(path), message);
  const parsed = schema.safeParse(read.value);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (!read.covered(path)) report('error', read.offsetOf(path), fieldName(path), issueText(issue, read.value));
  }
  const isWhole = parsed.success && read.findings.length === 0;
  for (const { severity, path, message } of isWhole
    ? checkRule(parsed.data, kinds)
    : findingsInRest(read, schema, kinds)) {
    report(severity, read.offsetOf(path), fieldName(path), message);
  }
  return isWhole ? parsed.data : undefined;
}

/** What else is wrong with a rule that has a fault of form, so that all can be mended at once; nothing that is an echo of that fault. */
function findingsInRest(read: Canonical, schema: RuleSchema, kinds: ActionDescriptions): Finding[] {
  const rest = salvage(read.value, schema);
  if (rest === undefined) return [];
  const leftOut = new Set([...rest.leftOut, ...read.leftOut]);
  return checkRule(rest.rule, kinds).flatMap(({ severity, path, message }) => {
    const place = rest.placeOf(path);
    if (read.covered(place)) return [];
    const speaksOf = withoutNames(message, path).split(/\W+/);
    return speaksOf.some((name) => leftOut.has(name))
      ? []
      : [{ severity, path: place, message: renamed(message, path, place) }];
  });
}

/** A message may name its field, or one around it. */
const namesIn = (path: FieldPath): string[] => path.map((_, index) => fieldName(path.slice(0, path.length - index)));

const withoutNames = (message: string, path: FieldPath): string =>
  namesIn(path).reduce((text, name) => text.replaceAll(name, ''), message);

/** A list whose elements are not all there counts otherwise. */
function renamed(message: string, from: FieldPath, to: FieldPath): string {
  const names = namesIn(to);
  return namesIn(from).reduce((text, name, index) => text.replaceAll(name, names[index] ?? name), message);
}
