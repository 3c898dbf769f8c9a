/** Where an index of a text is, `‹line›:‹column›`, both from 1. */
export function placeIn(text: string, index: number): string {
  const lines = text.slice(0, index).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
