import { LineCounter } from 'yaml';
import type { ActionDescriptions } from './actionDescription.ts';
import { type Canonical, canonical } from './canonical.ts';
import { checkRule } from './checkRule.ts';
import { issueText } from './issueText.ts';
import { fieldName, type RuleProblem } from './problem.ts';
import { RuleError } from './ruleError.ts';
import { type Report, type RuleNode, ruleNodes } from './ruleNodes.ts';
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
    read = canonical(node, targets, schema);
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
  if (!parsed.success || read.findings.length > 0) return undefined;
  for (const { severity, path, message } of checkRule(parsed.data, kinds)) {
    report(severity, read.offsetOf(path), fieldName(path), message);
  }
  return parsed.data;
}
