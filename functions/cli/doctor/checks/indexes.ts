import { indexesOf } from '../../cloud/dataResources.ts';
import type { Check } from '../model/check.ts';
import { allInState } from '../model/inState.ts';
import type { DeclaredIndex } from '../model/world.ts';

export const indexes: Check = {
  id: 'indexes',
  right: 'Each composite index of rules/security/firestore.indexes.json is there and ready: a query without one fails.',
  todo: ({ projectId }) =>
    `Deploy them (npx firebase deploy --only firestore --project ${projectId}), or wait for those that are being built.`,
  async look({ read, projectId, database, firestore }) {
    const answer = await read(indexesOf(projectId, database));
    if (!answer) return [];
    const states = new Map(
      answer.indexes.map(({ name, state, ...index }) => [keyOf({ ...index, collectionGroup: groupOf(name) }), state]),
    );
    const wanted = firestore.indexes.map((index) => ({
      what: `the index of ${index.collectionGroup} (${index.fields.map(({ fieldPath }) => fieldPath).join(', ')})`,
      state: states.get(keyOf(index)),
    }));
    return allInState(wanted, 'READY', `${wanted.length} indexes are ready`);
  },
};

/** Firestore ends each index with the document's name, which the file leaves out. */
const keyOf = ({ collectionGroup, queryScope, fields }: DeclaredIndex): string =>
  [
    collectionGroup,
    queryScope,
    ...fields
      .filter(({ fieldPath }) => fieldPath !== '__name__')
      .map(({ fieldPath, order, arrayConfig }) => `${fieldPath} ${order ?? arrayConfig}`),
  ].join('\n');

const groupOf = (name: string): string => /\/collectionGroups\/([^/]+)\//.exec(name)?.[1] ?? '';
