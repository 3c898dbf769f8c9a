// cli-table3 aligns columns: it counts wide characters right, and is what the ecosystem's own command lines use.
import Table from 'cli-table3';

/** No borders: a line is found by grep, and copied whole. */
const PLAIN = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** Rows in columns below their heads; those named are aligned to the right. */
export function columnsText(head: string[], rows: string[][], toTheRight: readonly string[] = []): string {
  const colAligns = head.map((name) => (toTheRight.includes(name) ? ('right' as const) : ('left' as const)));
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true };
  const table = new Table({ head, chars: PLAIN, colAligns, style });
  table.push(...rows);
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}
