import { commonType, scalarType } from '../../../src/recovery/inferField.ts';
import { JsonNumber } from '../../../src/recovery/parseRow.ts';

/** The type of a column that every text of it can be loaded into. */
export type TextType = ReturnType<typeof scalarType> | 'NUMERIC' | 'TIME';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d+$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;
/** `00123` is a code: as a number it would lose its zeros. */
const CODE = /^[+-]?0\d/;
/** NUMERIC has 29 digits before the point (documentation on data types). */
const NUMERIC_DIGITS = 29;

export function textType(text: string): TextType {
  if (/^(?:true|false)$/i.test(text)) return 'BOOLEAN';
  if (TIME.test(text)) return 'TIME';
  if (!NUMBER.test(text)) return scalarType(text);
  if (CODE.test(text)) return 'STRING';
  const type = scalarType(new JsonNumber(text.replace('+', '')));
  if (type !== 'FLOAT' || !WHOLE.test(text)) return type;
  return text.length > NUMERIC_DIGITS ? 'STRING' : 'NUMERIC';
}

const NUMBERS: readonly TextType[] = ['INTEGER', 'FLOAT', 'NUMERIC', 'NAN'];

/** The type that takes both: any text is a STRING. */
export function widerType(a: TextType, b: TextType): TextType {
  if (a === b) return a;
  if (a === 'TIME' || b === 'TIME') return 'STRING';
  if (a !== 'NUMERIC' && b !== 'NUMERIC') return widerScalar(a, b);
  const other = a === 'NUMERIC' ? b : a;
  if (!NUMBERS.includes(other)) return 'STRING';
  return other === 'INTEGER' ? 'NUMERIC' : 'FLOAT';
}

function widerScalar(a: ReturnType<typeof scalarType>, b: ReturnType<typeof scalarType>): TextType {
  const common = commonType(a, b);
  return common === undefined || common === 'RECORD' ? 'STRING' : common;
}
