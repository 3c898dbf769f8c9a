import { styleText } from 'node:util';
import { ENDPOINTS, HOST, MONITOR_URL, OPS_BUCKET, PORTS, PROJECT, TRIGGER_BUCKET } from '../places.ts';
import { SAMPLE_TABLE } from './seed.ts';
import type { World } from './startWorld.ts';

/** What is running where, what to try with it, and what becomes of it. */
export function hints({ functions, runDir, isResumed }: World, keep: string | undefined): string {
  const upload = `curl -X POST --data-binary @emulators/samples/data/case002/dummy1.json '${ENDPOINTS.STORAGE_EMULATOR_HOST}/upload/storage/v1/b/${TRIGGER_BUCKET}/o?uploadType=media&name=data/case002/again.json'`;
  const read = `curl ${ENDPOINTS.BIGQUERY_EMULATOR_HOST}/bigquery/v2/projects/${PROJECT}/datasets/${SAMPLE_TABLE.dataset}/tables/${SAMPLE_TABLE.table}/data`;
  const file = `gs://${TRIGGER_BUCKET}/data/case002/again.json`;
  return `
${styleText(['bold', 'green'], 'The local world is up.')}${isResumed ? ` It continues from ${keep}.` : ''} Functions: ${functions.join(', ')}.

  Storage    ${ENDPOINTS.STORAGE_EMULATOR_HOST}   gs://${TRIGGER_BUCKET} (data files), gs://${OPS_BUCKET} (rules, tasks)
  BigQuery   ${ENDPOINTS.BIGQUERY_EMULATOR_HOST}
  Firestore  http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}
  Pub/Sub    http://${ENDPOINTS.PUBSUB_EMULATOR_HOST}
  Functions  http://${HOST}:${PORTS.functions}
  Monitor    ${MONITOR_URL}
  Logs       ${runDir}

Try next:
  ${styleText('dim', '# load a file')}
  ${upload}
  ${styleText('dim', '# see the rows')}
  ${read}
  ${styleText('dim', '# what bqtail would do with a file, and what it did')}
  npm run bqtail -- explain ${file}
  npm run bqtail -- status ${file}
  ${styleText('dim', '# problems, and the commands that mend them')}
  npm run bqtail -- monitor
  ${styleText('dim', '# propose a rule for a file of your own; it says how to put both here')}
  npm run bqtail -- infer orders.csv -o rules/orders.yaml

${styleText('bold', ending(keep))}
`;
}

const ending = (keep: string | undefined): string =>
  keep === undefined
    ? 'Ctrl-C ends everything and deletes its data. To continue another day, start with --keep FOLDER.'
    : `Ctrl-C ends everything, and keeps files, tables and journal in ${keep}.`;
