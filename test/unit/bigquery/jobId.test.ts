import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobName, jobIdOf, jobIdStart, parseJobId } from '../../../functions/src/bigquery/jobId.ts';

const load: JobName = { processId: '4611686018427387904', step: 1, action: 'load', mode: 'dispatch' };

const jobNames = fc.record<JobName>({
  processId: fc.bigInt({ min: 1n, max: (1n << 63n) - 1n }).map(String),
  step: fc.integer({ min: 1, max: 99_999 }),
  action: fc.constantFrom('load', 'copy', 'query', 'export'),
  mode: fc.constantFrom('dispatch', 'tail', 'nop'),
});

describe('job ID', () => {
  it('names destination, event, step, action and mode', () => {
    expect(jobIdOf('bqtail.dummy_v002', load)).toBe('bqtail_dummy_v002--4611686018427387904_00001_load--dispatch');
  });

  it.each(['a:b.c', 'p.d.t$20260131', 'd.t able', 'd.täble', 'd/t', 'd.t--1_00001_load--tail'])(
    'of %j holds only what BigQuery takes',
    (destination) => expect(jobIdOf(destination, load)).toMatch(/^[\w-]+$/),
  );

  it('gives event, step, action and mode back, whatever the destination', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), jobNames, (destination, name) => {
        expect(parseJobId(jobIdOf(destination, name))).toEqual(name);
      }),
    );
  });

  it('begins as all of its step do, whatever the destination', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), jobNames, (destination, name) => {
        expect(jobIdOf(destination, name).startsWith(jobIdStart(destination, name))).toBe(true);
      }),
    );
  });

  it('stays within the 1,024 bytes of an object name, also as _bqtail_/‹job ID›.json', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 900, maxLength: 3000 }), jobNames, (destination, name) => {
        expect(Buffer.byteLength(`_bqtail_/${jobIdOf(destination, name)}.json`)).toBeLessThanOrEqual(1024);
      }),
    );
  });

  it('tells two long destinations apart that differ only in what was cut', () => {
    const long = `bqtail.${'t'.repeat(1024)}`;
    expect(jobIdOf(`${long}1`, load)).not.toBe(jobIdOf(`${long}2`, load));
  });

  it.each([
    '',
    'some_job',
    'd_t--0_00001_load--dispatch',
    'd_t--12_1_load--dispatch',
    'd_t--12_00001_load--later',
    'd_t--99999999999999999999_00001_load--tail',
    'd/t--12_00001_load--tail',
    'd_t--12_00001_load--tail\n',
  ])('is not read out of %j', (text) => expect(parseJobId(text)).toBeUndefined());
});
