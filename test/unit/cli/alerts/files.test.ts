import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fromProto3JSON, toProto3JSON } from 'proto3-json-serializer';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { readAlerts } from '../../../../functions/cli/alerts/readAlerts.ts';
import type { Wanted } from '../../../../functions/cli/alerts/wanted.ts';
import { UsageError } from '../../../../functions/cli/input/usageError.ts';
import { isRuleFile } from '../../../../functions/src/rule/isRuleFile.ts';

const require = createRequire(import.meta.url);

/** A type of an official client, without the client. */
const typeOf = (protos: string, name: string): protobuf.Type =>
  protobuf.Root.fromJSON(JSON.parse(readFileSync(protos, 'utf8'))).lookupType(name);

const LOGGING = require.resolve('@google-cloud/logging-api/build/protos/protos.json');
const MONITORING = require.resolve('@google-cloud/monitoring/build/protos/protos.json');
const DASHBOARDS = require.resolve('@google-cloud/monitoring-dashboards/build/protos/protos.json');

const TYPES = {
  metric: typeOf(LOGGING, 'google.logging.v2.LogMetric'),
  policy: typeOf(MONITORING, 'google.monitoring.v3.AlertPolicy'),
  dashboard: typeOf(DASHBOARDS, 'google.monitoring.dashboard.v1.Dashboard'),
} satisfies Record<Wanted['kind'], protobuf.Type>;

const CHANNEL = 'projects/shop-prod/notificationChannels/123';
const all = await readAlerts({ projectId: 'shop-prod', prefix: '' }, [CHANNEL]);
const ofKit = await readAlerts({ projectId: 'shop-prod', prefix: 'kit-Orders-' }, []);
const titled = (wanted: readonly Wanted[]) =>
  wanted.map((one) => [`${one.kind} ${one.body.displayName ?? one.body.name}`, one] as const);

describe('what is wanted is what the API takes', () => {
  it.each([...titled(all), ...titled(ofKit)])('%s', (_, { kind, body }) => {
    const type = TYPES[kind];
    const message = fromProto3JSON(type, JSON.parse(JSON.stringify(body)));
    expect(message && type.verify(message)).toBeNull();
    // A field that the API does not know would be missing here, and a default that it leaves out would be here only.
    expect(toProto3JSON(message as protobuf.Message)).toEqual(body);
  });
});

it('a policy says what it means, and names commands that mend it', () => {
  const policies = all.filter(({ kind }) => kind === 'policy');
  expect(policies).toHaveLength(6);
  for (const { body } of policies) {
    const { content } = body['documentation'] as { content: string };
    expect(content).toMatch(/\n {4}npm run bqtail -- \w[\w -]* --project shop-prod(?:\n|$)/);
    expect(body).toMatchObject({
      notificationChannels: [CHANNEL],
      userLabels: { bqtail: expect.stringMatching(/^[a-z-]{1,63}$/) },
    });
  }
});

it('one that goes by the log may notify once in a while only, as the API demands', () => {
  for (const { body } of all.filter(({ kind }) => kind === 'policy')) {
    const [condition, ...others] = body['conditions'] as object[];
    const goesByLog = condition !== undefined && 'conditionMatchedLog' in condition;
    expect('notificationRateLimit' in (body['alertStrategy'] as object)).toBe(goesByLog);
    expect(others).toEqual([]);
  }
});

it('those of a kit have names of their own, and speak of its functions', () => {
  const names = (wanted: readonly Wanted[]) =>
    wanted.map(({ body }) => body.name ?? body.userLabels?.['bqtail'] ?? body.displayName);
  expect(names(ofKit).filter((name) => names(all).includes(name))).toEqual([]);
  const text = JSON.stringify(ofKit);
  expect(text).toContain('service_name=\\"kit-orders-bqtail\\"');
  expect(text).toContain('user_kit_orders_bqtail_rows_sum');
  expect(text).toContain('--project shop-prod --prefix kit-Orders\\n');
  expect(text).not.toMatch(/\{\{|\\"bqtail\\"/);
});

it('what would break a filter is refused', async () => {
  await expect(readAlerts({ projectId: 'a" OR "b', prefix: '' }, [])).rejects.toThrow(UsageError);
});

it('the oldest event is that of bqTail, wherever its bucket is, and of no kit', () => {
  const { body } = all.find(({ body: { userLabels } }) => userLabels?.['bqtail'] === 'events-waiting') ?? {};
  const [, pattern = ''] = /full_match\(\\"(.*?)\\"\)/.exec(JSON.stringify(body)) ?? [];
  const isMeant = (name: string) => new RegExp(`^(?:${pattern})$`).test(name);
  for (const place of ['us-central1', 'northamerica-northeast1', 'us', 'eu', 'nam4', 'eur4'])
    expect(isMeant(`eventarc-${place}-bqtail-123456-sub-789`), place).toBe(true);
  for (const other of ['kit-orders-bqtail-123456', 'bqdispatch-123456'])
    expect(isMeant(`eventarc-us-central1-${other}-sub-789`), other).toBe(false);
});

it('they are no ingestion rules', () => {
  expect(['alerts/policies/final-error.json', 'rules/alerts/metrics/lag.json'].filter(isRuleFile)).toEqual([]);
});

it('a folder of rules may be called the same further down', () => {
  const ruleFiles = ['shop/alerts/orders.yaml', 'rules/shop/security/logins.yaml'];
  expect(ruleFiles.filter(isRuleFile)).toEqual(ruleFiles);
});
