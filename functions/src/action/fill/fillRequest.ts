import { permanent } from '../../failure/failure.ts';
import type { Process } from '../../model/process.ts';
import type { Variables } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import { OWN } from '../../rule/runtimeVariables.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { objectAt } from '../../storage/targets.ts';
import type { Filling } from './filling.ts';
import { gsText } from './gsText.ts';
import { plainText, type Values } from './textKind.ts';

interface Facts {
  variables: Variables;
  process: Process;
  /** The variables of the plan whose values follow from the file's path; all of them, where nobody says. */
  fromPath?: readonly string[] | undefined;
  objects: Pick<ObjectStore, 'read'>;
}

const OWN_NAMES = new Set(OWN.filter((name) => name !== 'DestTable' && name !== 'TempTable'));

/**
 * The request of a rule with its defaults and all variables filled in, those in the texts of objects that it names included.
 * Rejects with a permanent Failure where a value would do what the rule does not say, or such an object is missing.
 */
export async function fillRequest(filling: Filling, request: object, facts: Facts): Promise<object> {
  const values = valuesOf(facts);
  try {
    const complete: Readonly<Record<string, unknown>> = { ...filling.complete(request) };
    const fill = (name: string, field: unknown): unknown =>
      (filling.texts[name] ?? plainText).fill(field, values, complete);
    const filled: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(complete)) {
      const into = filling.texts[name]?.readInto;
      if (into === undefined) filled[name] = fill(name, field);
      else filled[into] = fill(into, await textAt(field, values, facts));
    }
    return filled;
  } catch (error) {
    if (error instanceof RuleError) throw permanent('invalid', error.message);
    throw error;
  }
}

function valuesOf({ variables, process: { plan, steps }, fromPath }: Facts): Values {
  const [source] = plan.sources;
  const ownWords = fromPath
    ? new Set(Object.keys(plan.variables).filter((name) => !fromPath.includes(name)))
    : new Set<string>();
  const answers = new Set(steps.flatMap((step) => Object.keys(step.variables ?? {})));
  return {
    variables,
    isAnswer: (name) => answers.has(name),
    isTrusted: (name) => OWN_NAMES.has(name) || ownWords.has(name),
    file: { bucket: source?.bucket ?? '', name: source?.name ?? '', created: new Date(source?.created ?? 0) },
  };
}

async function textAt(field: unknown, values: Values, { objects }: Facts): Promise<string> {
  const url = String(gsText.fill(field, values));
  const text = await objects.read(objectAt(url));
  if (text === undefined) throw permanent('notFound', `${url} does not exist; upload it, or mend its URL in the rule`);
  return text;
}
