import type { ParamName } from '../../src/runtime/params.ts';

/** The params that `init` asks for, in this order; the others have defaults that fit most projects. */
export const ASKED = [
  'TRIGGER_BUCKET',
  'OPS_BUCKET',
  'CONFIG_BUCKET',
  'REGION',
  'DATABASE',
] as const satisfies ParamName[];

export type AskedName = (typeof ASKED)[number];

/** `--trigger-bucket` */
export const flagOf = (name: AskedName): string => `--${name.toLowerCase().replaceAll('_', '-')}`;
