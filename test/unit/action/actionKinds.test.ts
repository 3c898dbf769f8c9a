import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionKind } from '../../../functions/src/action/actionKind.ts';
import { actionKinds, byName } from '../../../functions/src/action/actionKinds.ts';
import { ACTION_NAME, jobIdOf, parseJobId } from '../../../functions/src/bigquery/jobId.ts';
import { jobKindOf } from '../../../functions/src/plan/jobKindOf.ts';
import { actionNamed } from './actionNamed.ts';

const jobOf = (action: string) => ({ processId: '42', step: 3, action, mode: 'dispatch' }) as const;

/** Names that bqtail takes. */
const free = fc.stringMatching(ACTION_NAME).filter((name) => !['load', 'wake'].includes(name));

const called = (name: string): ActionKind => ({ ...actionNamed('drop'), name });

describe('the name of an action', () => {
  it.each([...actionKinds.keys(), 'load', 'wait', 'wake'])('%s is found again in its job IDs', (name) => {
    expect(parseJobId(jobIdOf('ds.t', jobOf(name)))).toEqual(jobOf(name));
  });

  it('is found again in its job IDs, whatever else bqtail takes as a name', () => {
    fc.assert(
      fc.property(free, fc.string({ maxLength: 1200 }), (name, destination) => {
        expect([...byName([called(name)]).keys()]).toEqual([name]);
        expect(parseJobId(jobIdOf(destination, jobOf(name)))).toEqual(jobOf(name));
      }),
    );
  });

  it('is refused at once where job IDs could not hold it', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !ACTION_NAME.test(text)),
        (name) => {
          expect(() => byName([called(name)])).toThrow('lower-case letters only');
          expect(() => jobIdOf('ds.t', jobOf(name))).toThrow('no job ID can hold');
        },
      ),
    );
  });

  it.each(['Copy', 'copy2', 'copy-all', 'copy_all', 'über', '', 'copy\n'])('cannot be %j', (name) => {
    expect(() => byName([called(name)])).toThrow(`cannot be called ${JSON.stringify(name)}`);
  });

  it.each(['load', 'wait', 'wake', 'copy'])('cannot be %s, which is taken', (name) => {
    expect(() => byName([...actionKinds.values(), called(name)])).toThrow(`there is ${name} already`);
  });
});

it.each([
  ['load', 'load'],
  ['copy', 'copy'],
  ['query', 'query'],
  ['export', 'extract'],
  ['insert', undefined],
  ['wake', undefined],
])('the job of a step called %s is of the kind %s', (step, kind) => {
  expect(jobKindOf(step, actionKinds)).toBe(kind);
});
