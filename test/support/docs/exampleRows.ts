import { textOf } from './documents.ts';

/** A row of a table of fields: the field, an example of its value, and the rule that the example fits into. */
export interface ExampleRow {
  /** `rules/README.md, Dest.Table` */
  title: string;
  /** The heading that it stands below. */
  section: string;
  /** `Dest.Schema.Fields[].Name` */
  field: string;
  /** YAML. */
  example: string;
  meaning: string;
  /** The code block before the table. */
  rule: string;
}

const ROW = /^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$/;

/** The rows `field | example | meaning` of a document. */
export function exampleRows(file: string): ExampleRow[] {
  const rows: ExampleRow[] = [];
  let rule = '';
  let section = '';
  let isTable = false;
  // A block of YAML is one part, any other line is one.
  for (const part of textOf(file).match(/^```yaml\n[\s\S]*?^```$|^.*$/gm) ?? []) {
    if (part.startsWith('```yaml')) rule = part.replace(/^```yaml\n|```$/g, '');
    if (part.startsWith('#')) section = part.replace(/^#+ /, '');
    if (!part.startsWith('|')) isTable = false;
    const [, field, example, meaning] = ROW.exec(part) ?? [];
    if (isTable && field !== undefined && example !== undefined && meaning !== undefined)
      rows.push({ title: `${file}, ${section}: ${field} ${example}`, section, field, example, meaning, rule });
    if (part === '| field | example | meaning |') isTable = true;
  }
  return rows;
}
