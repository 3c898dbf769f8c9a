/** Properties that may be undefined become optional, without undefined among their values. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The object without its properties that are undefined: Firestore and Google's clients take none, and so does
 * `exactOptionalPropertyTypes`. A property that is null stays.
 */
export const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
