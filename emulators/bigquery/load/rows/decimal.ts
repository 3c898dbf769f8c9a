const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A decimal number in plain digits, without exponent; undefined for a text that is no number. */
export function plainDecimal(text: string): string | undefined {
  const match = DECIMAL.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const shift = Number(exponent);
  if (Math.abs(shift) > 100) return undefined;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const rest = padded.slice(at).replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${integer}${rest && `.${rest}`}`;
}

/** How many digits a plain decimal has before its point; none for 0.x. */
export function integerDigits(plain: string): number {
  const integer = plain.replace(/^-/, '').split('.')[0] ?? '';
  return integer === '0' ? 0 : integer.length;
}

export const fractionDigits = (plain: string): number => (plain.split('.')[1] ?? '').length;
