import { expect, it } from 'vitest';
import { functionLogEntry } from '../../../emulators/world/functionLog.ts';

it('a structured line of a function is read', () => {
  const line = '>  {"status":"ok","severity":"INFO","message":"ok bqtail.orders load submitted, 1 file, 412 ms"}';
  expect(functionLogEntry(line)).toEqual({
    status: 'ok',
    severity: 'INFO',
    message: 'ok bqtail.orders load submitted, 1 file, 412 ms',
  });
});

it.each([
  ['of the emulator', 'i  functions: Beginning execution of "us-central1-bqTail"'],
  ['of console.log', '>  {"looks": "like JSON"}'],
  ['cut off', '>  {"severity":"INFO","message":'],
  ['that is no JSON', '>  {severity}'],
])('a line %s is none', (_what, line) => {
  expect(functionLogEntry(line)).toBeUndefined();
});
