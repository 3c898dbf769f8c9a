import { expiringFields } from '../../cloud/dataResources.ts';
import { type Check, type Finding, faultsOr, wrong } from '../model/check.ts';

export const expiry: Check = {
  id: 'expiry',
  right: 'Firestore deletes what has expired: each TTL policy of rules/security/firestore.indexes.json is active.',
  todo: ({ projectId }) =>
    `Deploy them (npx firebase deploy --only firestore --project ${projectId}), or wait for those that are being made.`,
  async look({ read, projectId, database, firestore }) {
    const answer = await read(expiringFields(projectId, database));
    if (!answer) return [];
    const states = new Map(answer.fields.map(({ name, ttlConfig }) => [nameIn(name), ttlConfig?.state]));
    const wanted = firestore.fieldOverrides.filter(({ ttl }) => ttl);
    const faults = wanted.flatMap(({ collectionGroup, fieldPath }): Finding[] => {
      const state = states.get(`${collectionGroup}.${fieldPath}`);
      if (state === undefined) return [wrong(`there is no TTL policy for ${collectionGroup}.${fieldPath}`)];
      return state === 'ACTIVE'
        ? []
        : [wrong(`the TTL policy for ${collectionGroup}.${fieldPath} is in state ${state}`)];
    });
    return faultsOr(faults, `${wanted.length} TTL policies are active`);
  },
};

const nameIn = (name: string): string => {
  const [, group, field] = /\/collectionGroups\/([^/]+)\/fields\/(.+)$/.exec(name) ?? [];
  return `${group}.${field}`;
};
