import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number within these bounds; `10,000` and `10_000` are 10000. */
export const wholeNumber =
  (from: number, to = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = Number(text.replaceAll(/[,_]/g, ''));
    if (text !== '' && Number.isInteger(number) && number >= from && number <= to) return number;
    throw new InvalidArgumentError(
      to === Number.MAX_SAFE_INTEGER
        ? `It is a whole number, from ${from}.`
        : `It is a whole number, from ${from} to ${to}.`,
    );
  };
