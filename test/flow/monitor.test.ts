import { randomInt, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { deleteObject, uploadObject } from '../../emulators/clients/objects.ts';
import { MONITOR_URL, OPS_BUCKET, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { SAMPLE_TABLE } from '../../emulators/world/seed.ts';
import { type Report, reportSchema } from '../../functions/src/monitor/model/report.ts';
import { eventually, inTurn } from './world.ts';

async function report(): Promise<Report> {
  const answer = await fetch(MONITOR_URL, { headers: { accept: 'application/json' } });
  expect(answer.status).toBe(200);
  return reportSchema.parse(await answer.json());
}

it('the deployed monitor names a rule that was broken, by JSON and by page, until it is mended', () =>
  inTurn(async () => {
    const name = `rules/${randomUUID()}.yaml`;
    const ofRule = ({ problems }: Report) => problems.filter(({ subject }) => subject.endsWith(name));
    await uploadObject(OPS_BUCKET, name, 'When: { Prefix: /nobody/ }\nDest: { Tabel: bqtail.t }\n');
    try {
      const broken = await eventually('the monitor to name the rule', async () => {
        const now = await report();
        return ofRule(now).length > 0 && now;
      });
      expect(broken.status).toBe('error');
      expect(ofRule(broken)).toMatchObject([{ kind: 'ruleError', commands: ['npm run bqtail -- check'] }]);
      const page = await fetch(MONITOR_URL, { headers: { accept: 'text/html' } });
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.headers.get('refresh')).toBe('30');
      const body = await page.text();
      expect(body).toMatch(/^<!doctype html>[\s\S]*<code>npm run bqtail -- check<\/code>/);
      expect(body).toContain(`${name} is left out`);
    } finally {
      await deleteObject(OPS_BUCKET, name);
    }
    await eventually('the monitor to have nothing to say of it', async () => {
      const now = await report();
      return ofRule(now).length === 0 && now.rules.problems.every(({ place }) => !place.includes(name));
    });
  }));

it('the deployed monitor tells of a table what was loaded in the last 24 hours', async () => {
  const row = { id: randomInt(1_000_000, 2_000_000_000), type_id: 1, name: 'm' };
  await uploadObject(TRIGGER_BUCKET, `data/case002/${randomUUID()}.json`, `${JSON.stringify(row)}\n`);
  const table = await eventually('a table with a day', async () => {
    const { tables } = await report();
    return tables.find((one) => one.table.endsWith(`bqtail.${SAMPLE_TABLE.table}`) && (one.day?.files ?? 0) > 0);
  });
  const inHours = table.day?.hours.reduce((sum, { files }) => sum + files, 0);
  expect(inHours).toBe(table.day?.files);
  expect(table.modifications?.limit).toBe(1_500);
});
