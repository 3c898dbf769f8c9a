/** Digits of NUMERIC before and after its point (Data types: decimal types). */
const WHOLE_DIGITS = 29;
const FRACTION_DIGITS = 9;

/** Whether a FLOAT would change the number, which is written without point and exponent: somebody's ID, more often than not. */
export const losesDigits = (text: string): boolean =>
  /^-?\d+$/.test(text) && Number.isFinite(Number(text)) && BigInt(Number(text)) !== BigInt(text);

/** Whether NUMERIC holds the number as it is written. Those with an exponent are meant to be FLOATs. */
export function fitsNumeric(text: string): boolean {
  const [, whole, fraction = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return whole !== undefined && whole.length <= WHOLE_DIGITS && fraction.replace(/0+$/, '').length <= FRACTION_DIGITS;
}
