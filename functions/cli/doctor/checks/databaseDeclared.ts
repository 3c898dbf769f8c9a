import { type Check, ok, wrong } from '../model/check.ts';

export const databaseDeclared: Check = {
  id: 'databaseDeclared',
  right: 'firebase.json names the database of the param DATABASE, to which it deploys rules and indexes.',
  todo: ({ database }) => `Give "database": "${database}" to the entry of bqtail below "firestore" in firebase.json.`,
  isLocal: true,
  async look({ database, firestore: { databases } }) {
    return [
      databases.includes(database)
        ? ok(`firebase.json deploys rules and indexes to ${database}`)
        : wrong(`firebase.json deploys rules and indexes to ${databases.join(', ')}, and DATABASE is ${database}`),
    ];
  },
};
