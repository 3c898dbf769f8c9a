import { type FieldPath, type Finding, fieldName, warningAt } from '../rule/problem.ts';

/** Warns of files that an action writes to the trigger bucket, where rules look for data files. */
export function warnOfReload(destUrl: string, path: FieldPath): Finding[] {
  if (!/^gs:\/\/\$(?:TriggerBucket|\{TriggerBucket\})(?:\/|$)/i.test(destUrl)) return [];
  const place = [...path, 'DestURL'];
  const message = `${fieldName(place)} is in the trigger bucket: if a rule matches a file there, the action fails, because bqtail would load the file again and again; name another bucket`;
  return [warningAt(place, message)];
}
