/**
 * A FLOAT64 as CAST makes it a STRING: the shortest text that reads back the same, with a decimal point or an exponent.
 *
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_functions#cast_as_string
 */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0) return '0.0';
  if (power >= -5 && power < 15) return plain(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plain(value: number): string {
  // JavaScript writes numbers below 1e-6 with an exponent
  const text = Math.abs(value) < 1e-6 ? value.toFixed(22).replace(/0+$/, '') : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
