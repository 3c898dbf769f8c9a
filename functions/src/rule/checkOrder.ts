import type { ActionDescriptions } from './actionDescription.ts';
import { actionLists } from './eachAction.ts';
import { errorAt, type Finding, fieldName } from './problem.ts';
import type { Action, Rule } from './schema.ts';

/** Objects that are gone when an action needs them: actions run in order, each after the one before has finished. */
export const checkOrder = (rule: Rule, kinds: ActionDescriptions): Finding[] =>
  actionLists(rule).flatMap(({ path, actions }) => {
    const gone = new Map<string, string>();
    return actions.flatMap((action, index) => {
      const place = [...path, index];
      const urls = urlsTakenAway(action, kinds);
      const before = urls.map((url) => gone.get(url)).find((one) => one !== undefined);
      // A condition may keep the action from running.
      if (action.When === undefined) for (const url of urls) gone.set(url, `${fieldName(place)} ${action.Action}`);
      if (before === undefined || !kinds.get(action.Action)?.needsObjects) return [];
      const message = `${fieldName(place)} ${action.Action} fails: ${before} has taken the same objects away before; keep one of them, or put ${action.Action} first with other URLs`;
      return [errorAt(place, message)];
    });
  });

/** The same files by one name. */
const FILES = /^\$\{?(?:LoadURIs|URLs)\}?$/;

const urlsTakenAway = ({ Action, Request = {} }: Action, kinds: ActionDescriptions): string[] =>
  (kinds.get(Action)?.takesAway(Request) ?? []).map((url) => (FILES.test(url) ? '$LoadURIs' : url));
