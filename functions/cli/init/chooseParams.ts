import { PARAMS } from '../../src/runtime/params.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import { listeningRegions, usualRegion } from '../cloud/locations.ts';
import type { Reader } from '../cloud/reader.ts';
import { bucketOf } from '../cloud/storageResources.ts';
import { UsageError } from '../input/usageError.ts';
import { ASKED, type AskedName, flagOf } from './asked.ts';

/** Asks a person; an empty answer takes what is proposed. Undefined where nobody is there to ask. */
export type Ask = (question: string) => Promise<string>;

interface Options {
  /** What the command line gives. */
  given: Readonly<Partial<Record<AskedName, string>>>;
  /** What the env files say already. */
  before: Readonly<Record<string, string | undefined>>;
  reader: Reader;
  ask: Ask | undefined;
  say(line: string): void;
}

/** The value of each param that is asked for. @throws UsageError where one is missing and nobody can be asked. */
export async function chooseParams({ given, before, reader, ask, say }: Options): Promise<Record<AskedName, string>> {
  const chosen: Partial<Record<AskedName, string>> = {};
  for (const name of ASKED) {
    const proposed = await proposal(name);
    const answer = given[name] ?? (ask ? await ask(question(name, proposed)) : '');
    const value = answer.trim() || proposed;
    if (value === undefined)
      throw new UsageError(`${name} is not given, and there is no terminal to ask on: give ${flagOf(name)}`);
    chosen[name] = value;
  }
  return chosen as Record<AskedName, string>;

  async function proposal(name: AskedName): Promise<string | undefined> {
    if (given[name] !== undefined) return undefined;
    if (name === 'CONFIG_BUCKET') return before[name] ?? chosen.OPS_BUCKET;
    if (name === 'REGION') return regionFor(chosen.TRIGGER_BUCKET ?? '');
    return before[name] ?? (name === 'DATABASE' ? PARAMS.DATABASE.default : undefined);
  }

  /** The env file's, if it can listen to the bucket. */
  async function regionFor(bucket: string): Promise<string> {
    const location = await locationOf(bucket);
    const written = before['REGION'];
    if (location === undefined) return written ?? PARAMS.REGION.default;
    const regions = listeningRegions(location);
    say(`gs://${bucket} is in ${location}; functions in ${regions.join(', ')} can listen to it`);
    return written !== undefined && regions.includes(written) ? written : usualRegion(location);
  }

  async function locationOf(bucket: string): Promise<string | undefined> {
    try {
      const found = await reader.read(bucketOf(bucket));
      if (!found) say(`gs://${bucket} does not exist yet: make it in the region that you give`);
      return found?.location;
    } catch (error) {
      if (!(error instanceof CannotLook)) throw error;
      say(`the location of gs://${bucket} is unknown: ${error.message}`);
      return undefined;
    }
  }
}

const question = (name: AskedName, proposed: string | undefined): string => {
  const { label, description } = PARAMS[name];
  return `${label}: ${description}\n${name}${proposed === undefined ? '' : ` [${proposed}]`}: `;
};
