/** Some of a plan's sources, by position: from `from` up to, but without, `to`. */
export interface SourceRange {
  from: number;
  to: number;
}

/** A load that comes instead of one that failed: the sources of the range, but for those that were taken out. */
export interface RetryLoad extends SourceRange {
  /** Counts reloads up from 1; 0 is a first load. Loads that come instead of the same load have the same round. */
  round: number;
  /** Positions within the range that other loads have. */
  without?: readonly number[];
  /** Fields without a column are ignored: they are null or empty wherever they occur. */
  ignoreUnknown?: boolean;
}
