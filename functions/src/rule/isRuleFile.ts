/** Whether a file of the rules folder, by its path in there or with the folder, is to hold ingestion rules. */
export function isRuleFile(path: string): boolean {
  const apart = /^(?:rules\/)?(?:rule\.schema\.json$|_manifest\.json$|security\/|alerts\/)/.test(path);
  return !apart && /\.(?:yaml|yml|json)$/i.test(path);
}
