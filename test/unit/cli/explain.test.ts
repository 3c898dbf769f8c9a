import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CannotLook } from '../../../functions/cli/cloud/cannotLook.ts';
import type { Reader } from '../../../functions/cli/cloud/reader.ts';
import type { Answer } from '../../../functions/cli/explain/answer.ts';
import { explain } from '../../../functions/cli/explain/explainFile.ts';
import { explanationText } from '../../../functions/cli/explain/explanationText.ts';
import type { SqlReader } from '../../../functions/cli/sql/sqlReader.ts';
import { memoryCloud, TRIGGER } from '../../support/cloud/memoryCloud.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'explain-'));
});
afterAll(() => rm(folder, { recursive: true }));

const DATASETS = ['shop', 'temp'];

/** Datasets of the project, and BigQuery, which takes all SQL but that with `wrong` in it. */
const readerOf = (asked: string[]): Reader => ({
  async read(resource) {
    if (resource.body === undefined) {
      const isThere = DATASETS.some((name) => resource.path.endsWith(`/datasets/${name}`));
      return isThere ? resource.schema.parse({ location: 'US' }) : undefined;
    }
    const { query } = (resource.body as { configuration: { query: { query: string } } }).configuration.query;
    asked.push(query);
    if (query.includes('wrong')) throw new CannotLook('Unrecognized name: wrong at [1:8]', true);
    return resource.schema.parse({ statistics: { totalBytesProcessed: '1234' } });
  },
});

interface Asked {
  rule: string;
  url?: string;
  dryRun?: boolean;
  isInForce?: boolean;
}

/** The answer in a world that has the table shop.orders. */
async function explained({
  rule,
  url = `gs://${TRIGGER}/data/1.json`,
  dryRun = false,
  isInForce = false,
}: Asked): Promise<{ answer: Answer; text: string; sql: string[] }> {
  const cloud = memoryCloud();
  cloud.createTable('shop.orders', { id: 'INTEGER' });
  const deps = cloud.deps();
  const file = path.join(folder, 'own.yaml');
  await writeFile(file, rule);
  if (isInForce) {
    await deps.objects.write(
      { bucket: deps.settings.configBucket, name: 'rules/own.yaml' },
      { content: rule, contentType: 'text/yaml' },
    );
  }
  const { projectId, triggerBucket } = deps.settings;
  const sql: string[] = [];
  const world = { projectId, triggerBucket, cloud: { deps, reader: readerOf(sql) } };
  const answer = await explain(url, { rules: isInForce ? undefined : [file], dryRun }, world);
  return { answer, text: explanationText(answer), sql };
}

const GROUPED = `
When: { Prefix: /data/ }
Dest: { Table: 'shop.g_\${GroupID}_$EventID', Schema: { Template: shop.orders } }
Batch: { Window: { DurationInSec: 60 }, Group: { DurationInSec: 600 } }
OnSuccess: [ { Action: drop, Request: { Table: $DestTable } } ]
OnBadFiles: [ { Action: push, Request: { Topic: bad, Message: "$BadURIs: $Error" } } ]
`;

it('explain tells the table of a process and its group, and what is done about bad files', async () => {
  const { answer } = await explained({ rule: GROUPED });
  if (answer.outcome !== 'matched') throw new Error(answer.outcome);
  const { destination, eventId, onSuccess, onBadFiles, refusal } = answer.explanation;
  expect(refusal).toBeUndefined();
  expect(destination).toMatch(new RegExp(`^shop\\.g_\\d+_${eventId}$`));
  expect(onSuccess).toEqual([{ Action: 'drop', Request: { Table: destination } }]);
  expect(onBadFiles).toEqual([{ Action: 'push', Request: { Topic: 'bad', Message: ': $Error' } }]);
});

const ruleFor = (dest: string, more = ''): string => `When: { Prefix: /data/ }\nDest: { ${dest} }\n${more}\n`;

describe('what is missing is said', () => {
  it.each([
    ['Table: shop.orders', []],
    [
      'Table: shpo.orders',
      ['there is no dataset demo-bqtail.shpo, so that the process fails: make it, or mend its name in the rule'],
    ],
    [
      'Table: shop.new',
      [
        'there is no table demo-bqtail.shop.new, and the rule does not give its columns: make it, or give the rule Schema.Fields, Schema.Template or Schema.Autodetect',
      ],
    ],
    [
      'Table: shop.new, Schema: { Autodetect: true }',
      ['there is no table demo-bqtail.shop.new yet: it is made with the first rows'],
    ],
    [
      'Table: shop.orders, Schema: { Template: shop.like }',
      ['there is no table demo-bqtail.shop.like, which is a template: make it, or mend its name in the rule'],
    ],
  ])('%s', async (dest, missing) => {
    const { text } = await explained({ rule: ruleFor(dest) });
    const said = [...text.matchAll(/^missing {6}(.*)$/gm)].map(([, message]) =>
      message?.replace(/[\w-]+\.(?=shop|shpo)/, 'demo-bqtail.'),
    );
    expect(said).toEqual(missing);
  });
});

it('that the bucket is not the trigger bucket', async () => {
  const { text } = await explained({ rule: ruleFor('Table: shop.orders'), url: 'gs://elsewhere/data/1.json' });
  expect(text).toContain(
    `note         gs://elsewhere is not the trigger bucket, which is gs://${TRIGGER}: no event of it reaches bqtail`,
  );
});

it('actions are shown as they would run, defaults and URLs included, and why one would fail', async () => {
  const actions =
    'OnSuccess: [ { Action: delete }, { Action: query, Request: { SQL: "SELECT \'$SourceURI\'" }, OnSuccess: [ { Action: move, Request: { DestURL: "gs://done/$1" } } ] } ]';
  const { answer } = await explained({
    rule: ruleFor('Table: shop.orders, Pattern: ^/data/(.*)$', actions),
    url: `gs://${TRIGGER}/data/../x'y`,
  });
  if (answer.outcome !== 'matched') throw new Error(answer.outcome);
  const url = `gs://${TRIGGER}/data/../x'y`;
  expect(answer.explanation.onSuccess).toEqual([
    { Action: 'delete', Request: { URLs: [url] } },
    {
      Action: 'query',
      Request: { SQL: `SELECT '${url.replace("'", "\\'")}'` },
      OnSuccess: [
        {
          Action: 'move',
          Request: { SourceURLs: [url], DestURL: "gs://done/../x'y" },
          Problem: expect.stringContaining('would lead out of its folder'),
        },
      ],
    },
  ]);
});

it('the rules are those in force, where no others are named', async () => {
  const { answer, text } = await explained({ rule: ruleFor('Table: shop.orders'), isInForce: true });
  expect(answer).toMatchObject({ outcome: 'matched', rule: expect.stringMatching(/^rules\/own\.yaml:1$/) });
  expect(text).toMatch(/^rules {8}in force, gs:\/\/.*\/rules\/$/m);
});

it('with --dry-run BigQuery checks the SQL of moves and actions, the temporary table replaced by its columns', async () => {
  const dest =
    'Table: shop.orders, Transient: { Dataset: temp }, Schema: { Fields: [ { Name: id, Type: INTEGER } ] }, Transform: { id: t.id + 1 }';
  const actions = 'OnSuccess: [ { Action: query, Request: { SQL: "SELECT wrong FROM shop.orders" } } ]';
  const { answer, text, sql } = await explained({ rule: ruleFor(dest, actions), dryRun: true });
  expect(sql).toEqual([
    expect.stringContaining('(SELECT * FROM UNNEST(ARRAY<STRUCT<`id` INT64>>[]))'),
    'SELECT wrong FROM shop.orders',
  ]);
  if (answer.outcome !== 'matched') throw new Error(answer.outcome);
  expect(answer.explanation.dryRuns?.map(({ outcome }) => outcome)).toEqual(['taken', 'refused']);
  expect(text).toMatch(/^dry run {6}step 2, .*: BigQuery takes it, and would read 1,234 bytes$/m);
  expect(text).toMatch(/^refused {6}OnSuccess\[0\], query: Unrecognized name: wrong at \[1:8\]$/m);
});

describe('where BigQuery cannot be asked, an analyzer at hand looks at the SQL', () => {
  /** Finds `prize` nowhere, and notes which columns it was given. */
  function analyzer(): { openSqlReader: () => Promise<SqlReader>; columns: Record<string, string[]> } {
    const columns: Record<string, string[]> = {};
    const reader: SqlReader = {
      syntaxError: async () => undefined,
      async analyze(script, { find }) {
        const [, projectId = '', datasetId = '', tableId = ''] = /FROM `(.*?)`\.`(.*?)`\.`(.*?)`/.exec(script) ?? [];
        const found = await find({ projectId, datasetId, tableId });
        columns[`${datasetId}.${tableId.replace(/\d+/, '')}`] = (found?.fields ?? []).map(({ name }) => name);
        const at = script.indexOf('prize');
        const fault = at < 0 ? {} : { fault: { message: 'Unrecognized name: prize', at } };
        const unknown = found ? [] : [{ projectId, datasetId, tableId }];
        return { ...fault, unknown, changed: new Map(), isWhole: at < 0 };
      },
      close: async () => undefined,
    };
    return { openSqlReader: async () => reader, columns };
  }

  const dest = (expression: string): string =>
    ruleFor(
      `Table: shop.made, Transient: { Dataset: temp }, Schema: { Fields: [ { Name: id, Type: INTEGER } ] }, Transform: { id: '${expression}' }`,
      'OnSuccess: [ { Action: query, Request: { SQL: "SELECT id FROM `demo-bqtail`.`shop`.`made`" } } ]',
    );

  async function looked(rule: string): Promise<{ text: string; columns: Record<string, string[]> }> {
    const file = path.join(folder, 'local.yaml');
    await writeFile(file, rule);
    const { openSqlReader, columns } = analyzer();
    const world = { projectId: 'demo-bqtail', why: 'nobody is there', openSqlReader };
    const answer = await explain(`gs://${TRIGGER}/data/1.json`, { rules: [file], dryRun: true }, world);
    return { text: explanationText(answer), columns };
  }

  it('over the columns of the temporary table, and without a word on tables that nobody knows', async () => {
    const { text, columns } = await looked(dest('t.id + 1'));
    expect(Object.values(columns)).toEqual([['id'], []]);
    expect(text).toMatch(/^dry run {6}step 2, move: BigQuery was not asked; its syntax, names and types are right$/m);
    expect(text).toMatch(
      /^dry run {6}OnSuccess\[0\], query: BigQuery was not asked; its syntax is right; the columns of demo-bqtail\.shop\.made are not known$/m,
    );
  });

  it('and says what BigQuery would refuse', async () => {
    const { text } = await looked(dest('prize'));
    expect(text).toMatch(/^refused {6}step 2, move: Unrecognized name: prize at \[2:4\]$/m);
  });
});

describe('without a world', () => {
  const CLI = path.join(import.meta.dirname, '../../../emulators/cli/main.ts');
  const NOBODY = 'http://127.0.0.1:9';

  function bqtail(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, STORAGE_EMULATOR_HOST: NOBODY, BIGQUERY_EMULATOR_HOST: NOBODY };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [CLI, ...args], { env, cwd: folder }, (_, out, err) =>
        resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });
  }

  it('the rules in force cannot be had, which is said in one sentence at once', async () => {
    expect(await bqtail('explain', 'gs://b/data/1.json')).toEqual({
      code: 2,
      out: '',
      err: 'cannot reach http://127.0.0.1:9 (ECONNREFUSED): start the local world with npm run emulators; or name rules with -r, which need no world to be matched\n',
    });
  });

  it('rules that are named can be matched, in any order of arguments', async () => {
    await writeFile(path.join(folder, 'a.yaml'), ruleFor('Table: shop.orders_$Date'));
    for (const words of [
      ['gs://b/data/1.json', '-r', 'a.yaml'],
      ['-r', 'a.yaml', 'gs://b/data/1.json'],
    ]) {
      const { code, out } = await bqtail('explain', '--created', '2026-01-31T12:00:00Z', ...words);
      expect(out).toMatch(/^rule {9}a\.yaml:1$/m);
      expect(out).toMatch(/^destination {2}shop\.orders_20260131$/m);
      expect(out).toContain('note         the file and the tables were not checked: cannot reach');
      expect(code).toBe(0);
    }
  });

  it('a call without a URL is a usage error', async () => {
    expect(await bqtail('explain', 'data/1.json')).toMatchObject({
      code: 2,
      err: '"data/1.json" is no file; write one gs://bucket/path\n',
    });
  });
});
