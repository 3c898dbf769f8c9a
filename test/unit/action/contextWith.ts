import type { ActionContext } from '../../../functions/src/action/actionKind.ts';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { Settings } from '../../../functions/src/deps/settings.ts';
import type { Process } from '../../../functions/src/model/process.ts';
import { testSettings } from '../../support/testSettings.ts';

/** A process that loaded one file. */
export const PROCESS: Process = {
  processId: '42',
  status: 'running',
  plan: {
    processId: '42',
    rule: 'rules/r.yaml',
    mode: 'async',
    destination: 'ds.orders',
    sources: [{ bucket: 'in', name: 'data/a.json', generation: '7', size: 10, created: '2026-01-31T23:59:59.000Z' }],
    onSuccess: [],
    onFailure: [],
    variables: {},
  },
  steps: [],
  jobs: {},
  waits: 0,
  progressed: new Date(0),
  started: new Date(0),
};

interface Given extends Partial<Omit<Deps, 'settings'>> {
  settings?: Partial<Settings>;
}

/** What an action gets to see, with only the given parts of the outside world. */
export function contextWith({ settings, ...given }: Given = {}): ActionContext {
  const deps = { clock: { now: () => new Date(0), sleep: async () => {} }, ...given };
  return {
    process: PROCESS,
    deps: { ...deps, settings: testSettings(settings) } as Deps,
    idempotencyKey: '42_00003',
    assertMayAct: () => undefined,
  };
}
