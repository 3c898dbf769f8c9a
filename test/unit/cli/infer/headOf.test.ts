import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { HEAD_BYTES } from '../../../../functions/cli/infer/formats/sample.ts';
import { headOf } from '../../../../functions/cli/infer/headOf.ts';
import { sampleOf } from '../../../support/sampleOf.ts';

it('no more is unpacked than is looked at', async () => {
  const head = await headOf(sampleOf('a.csv.gz', gzipSync(Buffer.alloc(8 * HEAD_BYTES, 'row\n'))));
  expect(head.bytes.length).toBe(HEAD_BYTES);
  expect(head.bytes.buffer.byteLength).toBeLessThan(1.1 * HEAD_BYTES);
  expect(head.isWhole).toBe(false);
});
