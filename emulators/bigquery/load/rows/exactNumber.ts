/** A JSON number that a double cannot hold, kept as it was written. */
export class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }

  toJSON(): unknown {
    return rawJson(this.source);
  }
}

/** JSON.rawJSON and the source text of a reviver are in the engine, and not yet in TypeScript's library. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(source: string): unknown };
type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

const revive: Reviver = (_key, value, context) =>
  typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
    ? new ExactNumber(context.source)
    : value;

/** JSON.parse that loses no digit: numbers that JavaScript would write otherwise become ExactNumbers. */
export const parseExactly = (text: string): unknown =>
  JSON.parse(text, revive as (key: string, value: unknown) => unknown);
