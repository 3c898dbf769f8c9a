/** What the journal calls one of the jobs of an action: the last has the path of the action itself. */
export const jobPath = (path: string, index: number, count: number): string =>
  index === count - 1 ? path : `${path}#${index}`;
