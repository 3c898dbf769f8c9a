import { messageOf } from '../common/messageOf.ts';

/** How many of one kind are looked at: a deployment with more is in trouble enough, and documents cost. */
const MOST = 5_000;

/** Looks at the parts of a deployment: what one of them cannot tell keeps nobody from the others. */
export interface Watch {
  /** What `work` answers; where it cannot, `otherwise`, and why is told. */
  look<T>(what: string, otherwise: T, work: () => Promise<T>): Promise<T>;
  /** The first of a list, and that there are more. */
  first<T>(what: string, list: AsyncIterable<T>): Promise<T[]>;
  /** What could not be looked at. */
  unseen(): readonly string[];
}

export function createWatch(): Watch {
  const unseen: string[] = [];
  const look: Watch['look'] = async (what, otherwise, work) => {
    try {
      return await work();
    } catch (error) {
      unseen.push(`${what} could not be read: ${messageOf(error)}`);
      return otherwise;
    }
  };
  return {
    look,
    first: (what, list) =>
      look(what, [], async () => {
        const found = [];
        for await (const one of list) {
          if (found.length === MOST) {
            unseen.push(`there are more than ${MOST} ${what}; the others are left out`);
            break;
          }
          found.push(one);
        }
        return found;
      }),
    unseen: () => unseen,
  };
}
