import { expect, it } from 'vitest';
import { isHeard } from '../../../emulators/suite/onlyHeardEvents.ts';

const TRIGGERS = {
  'demo:google.cloud.storage.object.v1.finalized:landing': ['us-central1-bqTail-0'],
  'demo:google.storage.object.delete:old': ['us-central1-forget-0'],
};

it.each([
  ['finalize', 'landing', true],
  ['delete', 'landing', false],
  ['metadataUpdate', 'landing', false],
  ['finalize', 'other-landing', false],
  ['delete', 'old', true],
  ['archive', 'old', false],
])('the event %s of an object in the bucket %s goes to the functions: %s', (action, bucket, expected) => {
  expect(isHeard(TRIGGERS, action, { bucket })).toBe(expected);
});
