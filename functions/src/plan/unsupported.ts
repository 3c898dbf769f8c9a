import type { Action, Rule } from '../rule/schema.ts';

/**
 * The fields of a rule that bqtail can read but not carry out yet. A rule that has one is refused when a file arrives:
 * doing the rest of it would not be what its author asked for.
 */
export function unsupportedFields(rule: Rule, supportedActions: readonly string[]): string[] {
  const fields: Record<string, unknown> = {
    StalledThresholdInSec: rule.StalledThresholdInSec,
  };
  const given = Object.keys(fields).filter((name) => fields[name] !== undefined);
  return [
    ...given,
    ...unsupportedActions(rule.OnSuccess, 'OnSuccess', supportedActions),
    ...unsupportedActions(rule.OnFailure, 'OnFailure', supportedActions),
  ];
}

function unsupportedActions(actions: readonly Action[] = [], path: string, supported: readonly string[]): string[] {
  return actions.flatMap((action, index) => {
    const place = `${path}[${index}]`;
    return [
      ...(supported.includes(action.Action) ? [] : [`${place}.Action ${action.Action}`]),
      ...unsupportedActions(action.OnSuccess, `${place}.OnSuccess`, supported),
      ...unsupportedActions(action.OnFailure, `${place}.OnFailure`, supported),
    ];
  });
}
