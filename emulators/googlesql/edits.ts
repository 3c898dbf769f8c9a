/** A part of a text, by index, and what it becomes. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

export interface Edited {
  text: string;
  /** Where an index of the new text was in the old one; what was put in counts as the beginning of what it replaces. */
  original(index: number): number;
}

/** Edits may not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const ordered = [...edits].sort((left, right) => left.start - right.start || left.end - right.end);
  const pieces: { from: number; to: number; original: number; isNew: boolean }[] = [];
  let result = '';
  let at = 0;
  const add = (piece: string, original: number, isNew: boolean): void => {
    pieces.push({ from: result.length, to: result.length + piece.length, original, isNew });
    result += piece;
  };
  for (const { start, end, text: replacement } of ordered) {
    add(text.slice(at, start), at, false);
    add(replacement, start, true);
    at = end;
  }
  add(text.slice(at), at, false);
  return {
    text: result,
    original(index) {
      const piece = pieces.find(({ from, to }) => index >= from && index < to) ?? pieces.at(-1);
      if (!piece) return index;
      return piece.isNew ? piece.original : piece.original + index - piece.from;
    },
  };
}
