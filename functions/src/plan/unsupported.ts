import type { Action, Rule } from '../rule/schema.ts';

/**
 * The fields of a rule that bqtail can read but not carry out yet. A rule that has one is refused when a file arrives:
 * doing the rest of it would not be what its author asked for.
 */
export function unsupportedFields(rule: Rule, supportedActions: readonly string[]): string[] {
  const { Dest } = rule;
  const fields: Record<string, unknown> = {
    Batch: rule.Batch,
    MaxReload: rule.MaxReload,
    CorruptedFileURL: rule.CorruptedFileURL,
    InvalidSchemaURL: rule.InvalidSchemaURL,
    StalledThresholdInSec: rule.StalledThresholdInSec,
    'Dest.Transient': Dest.Transient,
    'Dest.UniqueColumns': Dest.UniqueColumns,
    'Dest.UniqueOrderBy': Dest.UniqueOrderBy,
    'Dest.Transform': Dest.Transform,
    'Dest.SideInputs': Dest.SideInputs,
    'Dest.Schema.Template': Dest.Schema?.Template,
    'Dest.Schema.Split': Dest.Schema?.Split,
    'Dest.Expiry': Dest.Expiry,
    'Dest.AllowFieldAddition': Dest.AllowFieldAddition,
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
      ...(action.When === undefined ? [] : [`${place}.When`]),
      ...unsupportedActions(action.OnSuccess, `${place}.OnSuccess`, supported),
      ...unsupportedActions(action.OnFailure, `${place}.OnFailure`, supported),
    ];
  });
}
