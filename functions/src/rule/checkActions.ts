import type { Action } from './actionSchema.ts';
import { parseTable } from './destination.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from './problem.ts';
import { RuleError } from './ruleError.ts';
import type { Rule } from './schema.ts';

/** The actions of a rule, at any depth: what they need beyond the fields that the schema demands. */
export function checkActions({ OnSuccess, OnFailure, Batch }: Rule): Finding[] {
  return [
    ...checkList(OnSuccess, ['OnSuccess']),
    ...checkList(OnFailure, ['OnFailure']),
    ...checkList(Batch?.Group?.OnDone, ['Batch', 'Group', 'OnDone']),
  ];
}

function checkList(actions: readonly Action[] = [], path: FieldPath): Finding[] {
  return actions.flatMap((action, index) => {
    const place = [...path, index];
    return [
      ...checkRequest(action, [...place, 'Request']),
      ...checkTable(action.When?.Exists, [...place, 'When', 'Exists']),
      ...checkList(action.OnSuccess, [...place, 'OnSuccess']),
      ...checkList(action.OnFailure, [...place, 'OnFailure']),
    ];
  });
}

function checkRequest(action: Action, path: FieldPath): Finding[] {
  const need = (fields: Record<string, unknown>, how: 'one' | 'some' | 'atMostOne'): Finding[] =>
    needed(fields, how, path);
  const table = (text: string | undefined, field: string): Finding[] => checkTable(text, [...path, field]);
  switch (action.Action) {
    case 'delete':
      return [];
    case 'move': {
      const { SourceURL, SourceURLs } = action.Request;
      return need({ SourceURL, SourceURLs }, 'atMostOne');
    }
    case 'copy': {
      const { Source, Dest, Template } = action.Request;
      return [
        ...checkPartitions(action.Request, path),
        ...table(Source, 'Source'),
        ...table(Dest, 'Dest'),
        ...table(Template, 'Template'),
      ];
    }
    case 'query': {
      const { SQL, SQLURL, Dest, Template } = action.Request;
      return [
        ...need({ SQL, SQLURL }, 'one'),
        ...checkQuery(action.Request, path),
        ...table(Dest, 'Dest'),
        ...table(Template, 'Template'),
      ];
    }
    case 'export':
      return table(action.Request.Source, 'Source');
    case 'insert': {
      const { SQL, Data, Dest, Template } = action.Request;
      return [
        ...need({ SQL, Data }, 'one'),
        ...table(Dest, 'Dest'),
        ...wholeTable(Dest, [...path, 'Dest']),
        ...table(Template, 'Template'),
      ];
    }
    case 'drop':
      return [...table(action.Request.Table, 'Table'), ...wholeTable(action.Request.Table, [...path, 'Table'])];
    case 'notify': {
      const { Title, Message, Body } = action.Request;
      return need({ Title, Message, Body }, 'some');
    }
    case 'push': {
      const { Message, Data } = action.Request;
      return need({ Message, Data }, 'one');
    }
    case 'call': {
      const { URL: url, Body, BodyURL } = action.Request;
      return [...need({ Body, BodyURL }, 'atMostOne'), ...checkUrl(url, [...path, 'URL'])];
    }
  }
}

type RequestOf<Name extends Action['Action']> = NonNullable<Extract<Action, { Action: Name }>['Request']>;

function checkPartitions(
  { Source, Dest, MultiPartition, PartitionSQL }: RequestOf<'copy'>,
  path: FieldPath,
): Finding[] {
  if (MultiPartition) return [];
  if (PartitionSQL !== undefined) {
    return [errorAt([...path, 'PartitionSQL'], `${fieldName(path)}: PartitionSQL needs MultiPartition: true`)];
  }
  return /\$\{?PartitionID\b/.test(`${Source} ${Dest}`)
    ? [errorAt(path, `${fieldName(path)}: $PartitionID stands for something only with MultiPartition: true`)]
    : [];
}

/** Of a query without a destination no rows are kept. */
function checkQuery({ Dest, Append, Template }: RequestOf<'query'>, path: FieldPath): Finding[] {
  if (Dest !== undefined || (Append === undefined && Template === undefined)) return [];
  return [errorAt(path, `${fieldName(path)}: Append and Template are about Dest, which is missing`)];
}

function wholeTable(text: string, path: FieldPath): Finding[] {
  return /\$(?:\d{2,}|__)/.test(text)
    ? [errorAt(path, `${fieldName(path)}: ${text} is a partition; the action takes whole tables only`)]
    : [];
}

function checkUrl(text: string, path: FieldPath): Finding[] {
  // With a variable at its beginning it is known only when the action runs.
  if (/^(?:https?:\/\/|\$)/i.test(text)) return [];
  return [errorAt(path, `${fieldName(path)}: write an http or https URL`)];
}

function needed(fields: Record<string, unknown>, how: 'one' | 'some' | 'atMostOne', path: FieldPath): Finding[] {
  const given = Object.values(fields).filter((value) => value !== undefined).length;
  const names = Object.keys(fields);
  const place = fieldName(path);
  if (given === 0 && how !== 'atMostOne') return [errorAt(path, `${place} needs ${names.join(' or ')}`)];
  if (given > 1 && how !== 'some') return [errorAt(path, `${place} has ${names.join(' and ')}; keep one`)];
  return [];
}

/** A table with a variable in it is known only when the action runs. */
function checkTable(text: string | undefined, path: FieldPath): Finding[] {
  if (text === undefined || /\$[A-Za-z1-9{]/.test(text)) return [];
  try {
    parseTable(text);
    return [];
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return [errorAt(path, `${fieldName(path)}: ${error.message}`)];
  }
}
