import { describe, expect, it } from 'vitest';
import { fillRequest } from '../../../functions/src/action/fill/fillRequest.ts';
import { gsText, gsTextInto } from '../../../functions/src/action/fill/gsText.ts';
import { httpText } from '../../../functions/src/action/fill/httpText.ts';
import { nameText } from '../../../functions/src/action/fill/nameText.ts';
import { slackText } from '../../../functions/src/action/fill/slackText.ts';
import { sqlText } from '../../../functions/src/action/fill/sqlText.ts';
import { tableNameText } from '../../../functions/src/action/fill/tableNameText.ts';
import type { TextKind, Values } from '../../../functions/src/action/fill/textKind.ts';
import type { Step } from '../../../functions/src/model/process.ts';
import { PROCESS } from './contextWith.ts';

const OWN = { EventID: '42', ProjectID: 'example.com:own', DestTable: 'own.ds.orders$20260131', Date: '20260131' };

const file = { bucket: 'in', name: 'data/a.json', created: new Date(0) };

/** Fills a field in with a group's value, and bqtail's own variables. */
const filled = (text: TextKind, field: unknown, group = ''): unknown =>
  text.fill(field, valuesWith({ ...OWN, LoadURIs: ['gs://in/data/a.json', 'gs://in/data/b.json'], 1: group }));

const valuesWith = (variables: Values['variables']): Values => ({
  variables,
  isTrusted: (name) => ['EventID', 'ProjectID', 'Date'].includes(name),
  isAnswer: (name) => name === 'Data',
  file,
});

describe('a table', () => {
  it.each([
    ['ds.t_$1', 'shop', 'ds.t_shop'],
    ['ds.$1$$$Date', 'shop', 'ds.shop$20260131'],
    ['$1.t', 'shop', 'shop.t'],
    ['$ProjectID:ds.t', '', 'example.com:own:ds.t'],
    ['$DestTable', '', 'own.ds.orders$20260131'],
    ['ds.t_$Unknown', '', 'ds.t_$Unknown'],
  ])('%s with %j is %s', (field, group, table) => {
    expect(filled(tableNameText, field, group)).toBe(table);
  });

  it.each([
    ['ds.$1', 'other.t'],
    ['ds.$1', 'x:other.t'],
    ['ds.$1', 't$20260131'],
    ['$1', 'other.t'],
    ['own.$1.t', 'a.b'],
  ])('%s is refused with %j: the path would choose it', (field, group) => {
    expect(() => filled(tableNameText, field, group)).toThrow(/write those in the rule itself/);
  });
});

describe('an object', () => {
  it.each<[unknown, string, unknown]>([
    ['gs://b/done/$1/', 'shop/2026', 'gs://b/done/shop/2026/'],
    ['gs://b-$1/done', 'eu', 'gs://b-eu/done'],
    ['$LoadURIs', '', ['gs://in/data/a.json', 'gs://in/data/b.json']],
    [['gs://b/flag', '$LoadURIs'], '', ['gs://b/flag', 'gs://in/data/a.json', 'gs://in/data/b.json']],
    ['gs://b/..$1', 'x', 'gs://b/..x'],
  ])('%j with %j is %j', (field, group, urls) => {
    expect(filled(gsText, field, group)).toEqual(urls);
  });

  it.each([
    ['gs://b-$1/done', 'other/x'],
    ['$1', 'gs://other/x'],
    ['gs://$1', 'other/x'],
    ['gs://b/done/$1', '../../x'],
    ['gs://b/done/$1', 'a/..'],
    ['gs://b/done/$1', '..'],
    ['gs://b/done/$1/x', 'a/./b'],
  ])('%s is refused with %j: the path would lead elsewhere', (field, group) => {
    expect(() => filled(gsText, field, group)).toThrow(/would lead/);
  });
});

describe('the URL of a call', () => {
  it.each([
    ['https://a.example.com/x/$1', 'b/../c?d#e', 'https://a.example.com/x/b%2F..%2Fc%3Fd%23e'],
    ['https://a.example.com/?q=$1&r=1', '1&r=2', 'https://a.example.com/?q=1%26r%3D2&r=1'],
    ['https://$1.example.com/', 'eu-1', 'https://eu-1.example.com/'],
    ['https://a.example.com/$Date', '', 'https://a.example.com/20260131'],
  ])('%s with %j is %s', (field, group, url) => {
    expect(filled(httpText, field, group)).toBe(url);
  });

  it.each([
    ['$1', 'https://evil.example.com/'],
    ['https://$1/', 'evil.example.com'],
    ['https://a.example.com$1', '@evil.example.com/'],
    ['https://a.example.com$1', ':9000/'],
    ['https://$1.example.com/', 'evil.test/'],
    ['https://a.example.com/x/$1/y', '..'],
    ['$1://a.example.com/', 'file:'],
  ])('%s is refused with %j: the path would choose where it leads', (field, group) => {
    expect(() => filled(httpText, field, group)).toThrow(/where the URL leads/);
  });

  it('may be what an earlier call answered', () => {
    const values = valuesWith({ Data: { next: 'https://b.example.com/2' } });
    expect(httpText.fill('$Data.next', values)).toBe('https://b.example.com/2');
  });
});

describe('SQL', () => {
  it('gets values that cannot change what it does', () => {
    expect(filled(sqlText, "SELECT '$1', $EventID", 'a b')).toBe("SELECT 'a b', 42");
    expect(filled(sqlText, "SELECT '$1'", "' OR TRUE --")).toBe("SELECT '\\' OR TRUE --'");
    expect(filled(sqlText, "SPLIT('$LoadURIs', ',')")).toBe("SPLIT('gs://in/data/a.json,gs://in/data/b.json', ',')");
    expect(() => filled(sqlText, 'SELECT $1', 'a; DROP TABLE ds.t')).toThrow(/cannot go into SQL/);
  });
});

describe('the name of a topic or a secret', () => {
  it('gets a value as part of it', () => {
    expect(filled(nameText, 'topic-$1', 'eu')).toBe('topic-eu');
    expect(() => filled(nameText, '$1', 'projects/other/topics/t')).toThrow(/no part of a name/);
  });
});

describe('a Slack text', () => {
  it('keeps the markup of the rule, and takes none from a value', () => {
    expect(filled(slackText, '<https://x|files>: $1 & $LoadURIs', '<!channel> a&b')).toBe(
      '<https://x|files>: &lt;!channel&gt; a&amp;b & gs://in/data/a.json, gs://in/data/b.json',
    );
  });
});

describe('a request', () => {
  const objects = { read: async ({ name }: { name: string }) => (name === 'q.sql' ? "SELECT '$1', t_$1" : undefined) };
  const filling = { complete: (request: object) => request, texts: { SQL: sqlText, SQLURL: gsTextInto('SQL') } };
  const fill = (request: object, variables = {}) =>
    fillRequest(filling, request, { variables, process: PROCESS, objects });

  it('has all its variables filled in, those of a text that lies in an object included', async () => {
    expect(await fill({ SQLURL: 'gs://conf/q.sql', Note: ['$1', '$$x'] }, { 1: 'shop' })).toEqual({
      SQL: "SELECT 'shop', t_shop",
      Note: ['shop', '$x'],
    });
  });

  it('is refused for good where a value would do what the rule does not say', async () => {
    await expect(fill({ SQLURL: 'gs://conf/q.sql' }, { 1: "'" })).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('from gs://in/data/a.json, cannot go into SQL'),
    });
  });

  it.each([
    ['gs://conf/none.sql', 'gs://conf/none.sql does not exist; upload it, or mend its URL in the rule'],
    ['gs://conf', '"gs://conf" names no object; write gs://bucket/name'],
    ['q.sql', '"q.sql" names no object; write gs://bucket/name'],
  ])('is refused for good where its text lies at %s', async (url, message) => {
    await expect(fill({ SQLURL: url })).rejects.toMatchObject({ kind: 'permanent', message });
  });

  it('takes a whole URL from what an action before it answered, and from no other variable', async () => {
    const steps: Step[] = [
      { step: 2, action: 'call', path: 'OnSuccess[0]', state: 'done', ended: new Date(0), variables: { Data: {} } },
    ];
    const process = { ...PROCESS, steps };
    const facts = { variables: { Data: { next: 'gs://b/x' }, 1: 'gs://b/x' }, process, objects };
    const urls = { ...filling, texts: { URL: gsText } };
    expect(await fillRequest(urls, { URL: '$Data.next' }, facts)).toEqual({ URL: 'gs://b/x' });
    await expect(fillRequest(urls, { URL: '$1' }, facts)).rejects.toMatchObject({ kind: 'permanent' });
    await expect(fillRequest(urls, { URL: '$Data.next' }, { ...facts, process: PROCESS })).rejects.toMatchObject({
      kind: 'permanent',
    });
  });

  it('trusts what the rule itself says, where the plan tells which values come from the path', async () => {
    const process = { ...PROCESS, plan: { ...PROCESS.plan, variables: { Final: 'ds.final', 1: 'ds.t' } } };
    const facts = { variables: process.plan.variables, process, objects };
    const tables = { ...filling, texts: { Table: tableNameText } };
    expect(await fillRequest(tables, { Table: '$Final' }, { ...facts, fromPath: ['1'] })).toEqual({
      Table: 'ds.final',
    });
    await expect(fillRequest(tables, { Table: '$1' }, { ...facts, fromPath: ['1'] })).rejects.toMatchObject({
      kind: 'permanent',
    });
    await expect(fillRequest(tables, { Table: '$Final' }, facts)).rejects.toMatchObject({ kind: 'permanent' });
  });
});
