import type { Proposal } from './ruleText.ts';

interface World {
  project: string;
  /** The file of the rules; undefined where they were written to the terminal. */
  out: string | undefined;
  /** Of the project, by name. */
  params: Readonly<Record<string, string>>;
}

/** What to do with proposed rules, as commands to copy. */
export function nextSteps(proposals: readonly Proposal[], { project, out, params }: World): string[] {
  const [first] = proposals;
  if (first === undefined) return [];
  const file = out ?? `rules/${first.placement.stem}.yaml`;
  const isLocal = project.startsWith('demo-');
  const rulesBucket = params['CONFIG_BUCKET'] ?? params['OPS_BUCKET'] ?? '‹rules bucket›';
  const triggerBucket = params['TRIGGER_BUCKET'] ?? '‹trigger bucket›';
  const put = (from: string, to: string): string =>
    isLocal ? `put ${from} ${to}` : `gcloud storage cp ${from} gs://${to.replace(' ', '/')}`;
  const name = file.replace(/^.*\//, '');
  const files = proposals.flatMap(({ kind: { samples } }) => samples.filter(({ isLocal: isHere }) => isHere));
  return [
    '',
    `Read ${out === undefined ? `them, and save them as ${file}` : file}. Then, step by step:`,
    ...(isLocal
      ? [
          `  put() { curl -sS -X POST --data-binary "@$1" "http://127.0.0.1:9199/upload/storage/v1/b/$2/o?uploadType=media&name=$3"; }`,
        ]
      : []),
    `  npm run bqtail -- check ${file}${isLocal ? '' : ` --project ${project}`}`,
    isLocal
      ? `  ${put(file, `${rulesBucket} rules/${name}`)}`
      : `  npm run bqtail -- push --project ${project}${folderOf(file)}`,
    ...files.slice(0, 3).map(({ shown, name: to }) => `  ${put(shown, `${triggerBucket} ${to}`)}`),
    ...(files[0]
      ? [`  npm run bqtail -- status gs://${triggerBucket}/${files[0].name}${isLocal ? '' : ` --project ${project}`}`]
      : []),
  ];
}

/** What push has to be told, where rules are not in the project's own folder of them. */
function folderOf(file: string): string {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return folder === '' || folder.startsWith('rules/') ? '' : ` ${folder}`;
}
