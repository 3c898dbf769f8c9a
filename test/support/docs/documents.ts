import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../emulators/places.ts';

/** Whoever uses bqtail reads these. */
const FOR_USERS = [
  'README.md',
  'rules/README.md',
  'rules/ACTIONS.md',
  'functions/FAILURES.md',
  'functions/OPERATIONS.md',
  'functions/DEPLOYMENT.md',
  'functions/COST.md',
  'functions/CHANGELOG.md',
  'emulators/README.md',
  'emulators/bigquery/README.md',
];

/** Whoever changes bqtail reads these. */
export const FOR_DEVELOPERS = ['functions/README.md', 'test/README.md', '.github/CONTRIBUTING.md'];

export const DOCUMENTS: readonly string[] = [...FOR_USERS, ...FOR_DEVELOPERS];

/** The text of a file of the repository. */
export const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

export interface CodeBlock {
  /** `README.md:12`: where it begins. */
  place: string;
  /** The word after the fence; empty where there is none. */
  language: string;
  text: string;
}

/** The code blocks of a document, in order. */
export function codeBlocks(file: string): CodeBlock[] {
  const text = textOf(file);
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    place: `${file}:${text.slice(0, index).split('\n').length}`,
    language,
    text: code,
  }));
}

/** The fragment by which a link reaches a heading, as GitHub makes it. */
export const anchors = (file: string): string[] =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
