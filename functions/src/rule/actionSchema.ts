import { z } from 'zod';
import type { ActionDescription, ActionDescriptions } from './actionDescription.ts';

/** One action of a rule. `Request` is as the rule has it, its variables not yet filled in. */
export interface Action {
  Action: string;
  Request?: object | undefined;
  When?: { Exists: string } | undefined;
  OnSuccess?: Action[] | undefined;
  OnFailure?: Action[] | undefined;
}

type Actions = z.ZodArray<z.ZodType<Action>>;

/** The schema of a list of actions, each of one of these kinds. They run in order, each after the one before has finished. */
export function actionsSchemaOf(descriptions: ActionDescriptions): Actions {
  const [first, ...others] = [...descriptions.values()].map((kind) => actionOf(kind, () => actions));
  if (first === undefined) throw new Error('rules need a kind of action that they may name');
  const action: z.ZodType<Action> = z.discriminatedUnion('Action', [first, ...others]).meta({ id: 'Action' });
  const actions = z.array(action);
  return actions;
}

/** `actions` is the schema around it: actions nest. */
const actionOf = ({ name, help, request }: ActionDescription, actions: () => Actions) =>
  z
    .strictObject({
      Action: z.literal(name).describe('Which action.'),
      Request: request.describe('The fields of the action.'),
      When: z
        .strictObject({ Exists: z.string().describe('Run the action only if this table exists.') })
        .optional()
        .describe('Without it the action always runs.'),
      get OnSuccess(): z.ZodOptional<Actions> {
        return actions().optional().describe('What to do once this action is done.');
      },
      get OnFailure(): z.ZodOptional<Actions> {
        return actions().optional().describe('What to do if this action fails.');
      },
    })
    .describe(help);
