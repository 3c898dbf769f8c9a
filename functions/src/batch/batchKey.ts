import { sha256 } from '../common/sha256.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ActionDescriptions } from '../rule/actionDescription.ts';
import { destinationOf } from '../rule/destination.ts';
import { type FileIdentity, fileVariables, type Variables } from '../rule/expand.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { OF_PROCESS } from '../rule/runtimeVariables.ts';
import type { Rule } from '../rule/schema.ts';
import { fileEnding } from '../rule/sourceFormat.ts';
import { referenceText } from '../rule/tableReference.ts';
import { fileValues } from './fileValues.ts';

/** What files that may share a batch have in common, whatever their window. */
export interface BatchKey {
  /** `[project.]dataset.table[$partition]` */
  destination: string;
  /** SHA-256 of all of it, in hexadecimal. */
  hash: string;
}

/**
 * The batch that a file belongs to: the same bucket, rule (as it reads now), destination, extension, folder (not with
 * `MultiPath`), pattern groups (with `UsePatternHash`) and values of the variables that end up with the rows. Throws a
 * RuleError where the rule gives no destination for the file.
 */
export function batchKey({ rule, url }: LoadedRule, file: SourceFile, kinds: ActionDescriptions): BatchKey {
  const identity = { bucket: file.bucket, name: file.name, created: new Date(file.created) };
  const variables = fileVariables(rule, identity);
  const destination = windowDestination(rule, identity);
  const common = [
    file.bucket,
    url,
    digestOf(rule),
    destination,
    // BigQuery takes compressed and plain files only in jobs of their own.
    fileEnding(file.name).text,
    rule.Batch?.MultiPath ? null : folderOf(file.name),
    rule.Batch?.UsePatternHash ? groupsIn(variables) : null,
    fileValues(rule, variables, kinds),
  ];
  return { destination, hash: sha256(JSON.stringify(common)) };
}

/**
 * `[project.]dataset.table[$partition]` of a window. The process, which a table may be named after, is not known before its files
 * are, and so does not part them: in its place stands the name of the variable.
 */
export function windowDestination(rule: Rule, file: FileIdentity, groupId: string = OF_PROCESS.group): string {
  return referenceText(destinationOf(rule, file, { EventID: OF_PROCESS.event, GroupID: groupId }));
}

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);

const groupsIn = (variables: Variables): unknown[] =>
  Object.keys(variables)
    .filter((name) => /^[1-9]$/.test(name))
    .map((name) => variables[name]);

const digests = new WeakMap<Rule, string>();

function digestOf(rule: Rule): string {
  const digest = digests.get(rule) ?? sha256(JSON.stringify(rule));
  digests.set(rule, digest);
  return digest;
}
