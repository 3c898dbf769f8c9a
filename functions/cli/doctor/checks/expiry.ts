import { expiringFields } from '../../cloud/dataResources.ts';
import type { Check } from '../model/check.ts';
import { allInState } from '../model/inState.ts';

export const expiry: Check = {
  id: 'expiry',
  right: 'Firestore deletes expired documents: each TTL policy of rules/security/firestore.indexes.json is active.',
  todo: ({ projectId }) =>
    `Deploy them (npx firebase deploy --only firestore --project ${projectId}), or wait for those that are being made.`,
  async look({ read, projectId, database, firestore }) {
    const answer = await read(expiringFields(projectId, database));
    if (!answer) return [];
    const states = new Map(answer.fields.map(({ name, ttlConfig }) => [nameIn(name), ttlConfig?.state]));
    const wanted = firestore.fieldOverrides.filter(({ ttl }) => ttl);
    const policies = wanted.map(({ collectionGroup, fieldPath }) => {
      const name = `${collectionGroup}.${fieldPath}`;
      return { what: `the TTL policy for ${name}`, state: states.get(name) };
    });
    return allInState(policies, 'ACTIVE', `${wanted.length} TTL policies are active`);
  },
};

const nameIn = (name: string): string => {
  const [, group, field] = /\/collectionGroups\/([^/]+)\/fields\/(.+)$/.exec(name) ?? [];
  return `${group}.${field}`;
};
