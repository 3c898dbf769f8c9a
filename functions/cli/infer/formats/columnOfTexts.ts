import { type TextType, textType, widerType } from './textType.ts';

export interface TextColumn {
  type: TextType;
  /** Texts that stand for NULL: without them the column has this type. */
  nulls: readonly string[];
  note?: string;
}

/** What people write where there is nothing. */
const NULLS = /^(?:null|\\n|n\/?a|none|nil|-|#n\/a)$/i;

/** The type of a column by all of its texts; an empty one is NULL, or an empty STRING. */
export function columnOfTexts(texts: readonly string[]): TextColumn {
  const filled = [...new Set(texts)].filter((text) => text !== '');
  const marks = filled.filter((text) => NULLS.test(text));
  const values = filled.filter((text) => !NULLS.test(text));
  const type = values
    .map(textType)
    .reduce<TextType | undefined>((a, b) => (a === undefined ? b : widerType(a, b)), undefined);
  if (type === undefined) return { type: 'STRING', nulls: [], note: 'it has no values: decide' };
  if (type === 'STRING') return { type, nulls: [], ...noteOf(values) };
  const nulls = [...new Set(marks)];
  return {
    type: type === 'NAN' ? 'FLOAT' : type,
    nulls,
    ...(isLocalTime(type, values) ? { note: 'without a time zone: BigQuery takes it for UTC' } : {}),
  };
}

const isLocalTime = (type: TextType, values: readonly string[]): boolean =>
  type === 'TIMESTAMP' &&
  values.some((text) => /\d{2}:\d{2}(?::[\d.]+)?$/.test(text) && !/[+-]\d{2}:\d{2}$/.test(text));

/** Texts that mean something else, which BigQuery has to be told how to read. */
const LIKE: readonly (readonly [RegExp, string])[] = [
  [/^\d{1,2}\.\d{1,2}\.\d{4}$/, 'looks like dates: with Dest.DateFormat: DD.MM.YYYY it can be a DATE'],
  [/^\d{1,2}\/\d{1,2}\/\d{4}$/, 'looks like dates: with Dest.DateFormat: MM/DD/YYYY, or DD/MM/YYYY, it can be a DATE'],
  [/^[+-]?\d[\d.]*,\d+$/, 'looks like numbers with a decimal comma, which BigQuery reads as texts'],
  [/^\s*[{[].*[}\]]\s*$/, 'looks like JSON: it can be a JSON column'],
];

function noteOf(values: readonly string[]): { note?: string } {
  const like = LIKE.find(([pattern]) => values.every((text) => pattern.test(text)));
  const isCode = values.every((text) => /^[+-]?\d+$/.test(text)) && values.some((text) => /^[+-]?0\d/.test(text));
  if (isCode) return { note: 'looks like codes: as numbers they would lose their zeros' };
  return like ? { note: like[1] } : {};
}
