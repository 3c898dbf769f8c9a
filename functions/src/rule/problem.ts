/** Something that is wrong with a rule file, where it is, and what to do about it. */
export interface RuleProblem {
  severity: 'error' | 'warning';
  /** The file as it was given. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** The field by its canonical names, e.g. `OnSuccess[0].Request.URLs`; empty where it is about the file. */
  field: string;
  /** What, and what to do. */
  message: string;
}

/** Where in a rule: field names and list places. */
export type FieldPath = readonly (string | number)[];

/** A finding of a check that knows nothing of files and lines. */
export interface Finding {
  severity: 'error' | 'warning';
  path: FieldPath;
  message: string;
}

/** `['OnSuccess', 0, 'Action']` → `OnSuccess[0].Action` */
export const fieldName = (path: FieldPath): string =>
  path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name === '' ? part : `${name}.${part}`),
    '',
  );

export const errorAt = (path: FieldPath, message: string): Finding => ({ severity: 'error', path, message });
export const warningAt = (path: FieldPath, message: string): Finding => ({ severity: 'warning', path, message });
