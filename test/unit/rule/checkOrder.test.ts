import { expect, test } from 'vitest';
import { problemsIn } from './problemsIn.ts';

const errorsOf = (actions: string): string[] =>
  problemsIn(`When: {Prefix: /a/}\nDest: {Table: d.t}\nOnSuccess: [ ${actions} ]\n`);

const MOVE = '{Action: move, Request: {DestURL: "gs://b/done"}}';
const push = '{Action: push, Request: {Topic: t, Data: x}}';

test.each([
  `{Action: delete}, ${push}, ${MOVE}`,
  `{Action: delete, Request: {URLs: $URLs}}, ${MOVE}`,
  `${MOVE}, ${MOVE}`,
  '{Action: delete, Request: {URLs: "gs://b/x"}}, {Action: move, Request: {SourceURL: "gs://b/x", DestURL: "gs://b/done"}}',
])('what is gone cannot be moved: %s', (actions) => {
  expect(errorsOf(actions)).toEqual([
    expect.stringMatching(/OnSuccess\[\d\] move fails: OnSuccess\[0\] \w+ has taken/),
  ]);
});

test('nor within the actions of another', () => {
  expect(errorsOf(`{Action: drop, Request: {Table: d.x}, OnSuccess: [ {Action: delete}, ${MOVE} ]}`)).toEqual([
    expect.stringContaining('OnSuccess[0].OnSuccess[1] move fails'),
  ]);
});

test.each([
  `${MOVE}, {Action: delete}`,
  `{Action: delete, Request: {URLs: "gs://b/x"}}, ${MOVE}`,
  `{Action: delete, When: {Exists: d.x}}, ${MOVE}`,
])('%s is right', (actions) => {
  expect(errorsOf(actions)).toEqual([]);
});
