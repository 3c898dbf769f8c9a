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
      return [...table(Source, 'Source'), ...table(Dest, 'Dest'), ...table(Template, 'Template')];
    }
    case 'query': {
      const { SQL, SQLURL, Dest, Template } = action.Request;
      return [...need({ SQL, SQLURL }, 'one'), ...table(Dest, 'Dest'), ...table(Template, 'Template')];
    }
    case 'export':
      return table(action.Request.Source, 'Source');
    case 'insert': {
      const { SQL, Data, Dest, Template } = action.Request;
      return [...need({ SQL, Data }, 'one'), ...table(Dest, 'Dest'), ...table(Template, 'Template')];
    }
    case 'drop':
      return table(action.Request.Table, 'Table');
    case 'notify': {
      const { Title, Message, Body } = action.Request;
      return need({ Title, Message, Body }, 'some');
    }
    case 'push': {
      const { Message, Data } = action.Request;
      return need({ Message, Data }, 'one');
    }
    case 'call': {
      const { Body, BodyURL } = action.Request;
      return need({ Body, BodyURL }, 'atMostOne');
    }
  }
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
