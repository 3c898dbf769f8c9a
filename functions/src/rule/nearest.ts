import leven from 'leven';

/**
 * The candidate that `name` most likely meant, without regard to case; undefined where none is near. Near is a typing slip (a
 * letter added, missing or wrong) for every three letters, and one more, since two swapped letters count as two; or a
 * beginning of at least three letters.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const text = name.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: leven(text, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= 1 + Math.floor(Math.min(name.length, candidate.length) / 3))
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate ?? candidates.find((candidate) => begins(candidate.toLowerCase(), text));
}

const begins = (whole: string, start: string): boolean => start.length >= 3 && whole.startsWith(start);
