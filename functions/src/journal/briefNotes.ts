/** The notes of a process share a Firestore document of 1 MiB with its plan and its steps. */
const MAX_CHARS = 20_000;

/** As many notes as a step has room for, and how many more there were. */
export function briefNotes(notes: readonly string[]): string[] {
  let chars = 0;
  const kept = notes.filter((note) => {
    chars += note.length;
    return chars <= MAX_CHARS;
  });
  const left = notes.length - kept.length;
  return left === 0 ? kept : [...kept, `and ${left} more of the like`];
}
