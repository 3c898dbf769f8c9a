/** How long to pause before each further look, in milliseconds: half as long again each time, up to the longest. Never ends. */
export function* growingPauses(firstMs: number, longestMs: number): Generator<number, never> {
  for (let pause = firstMs; ; pause = Math.min(pause * 1.5, longestMs)) yield pause;
}
