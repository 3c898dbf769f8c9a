import type { z } from 'zod';
import type { JobKind } from '../failure/errorReasons.ts';
import { permanent } from '../failure/failure.ts';
import type { JobConfiguration } from '../model/job.ts';
import type { ActionDescription } from '../rule/actionDescription.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from '../rule/problem.ts';
import { RuleError } from '../rule/ruleError.ts';
import type { ActionJob, ActionKind, DoneAtOnce, MadeOfJobs } from './actionKind.ts';
import type { TextKind } from './fill/textKind.ts';

/** Whether every value of a field is known when the rule is read: a flag, a number, one of some fixed texts. */
type IsFixed<Value> = [Value] extends [boolean | number | undefined]
  ? true
  : [Value] extends [string | undefined]
    ? string extends Value
      ? false
      : true
    : false;

/** A kind of text for each field that a variable may stand in. */
type Texts<Asked> = {
  readonly [Field in keyof Asked as IsFixed<Asked[Field]> extends true ? never : Field]-?: TextKind;
};

/** Jobs whose configuration is that of their kind. */
interface MadeOf<Kind extends JobKind, Request>
  extends MadeOfJobs<Request, ActionJob & { configuration: Required<Pick<JobConfiguration, Kind>> }> {
  jobKind: Kind;
}

type Work<Request, Variable extends string> =
  | (DoneAtOnce<Request, Variable> & { jobKind?: undefined })
  | { [Kind in JobKind]: MadeOf<Kind, Request> }[JobKind];

type Definition<Schema extends z.ZodType<object | undefined>, Request, Variable extends string> = Pick<
  ActionDescription,
  'name' | 'help'
> &
  Partial<Pick<ActionDescription, 'alsoCalled' | 'needsObjects'>> & {
    /** The request as a rule has it, with variables not yet filled in. */
    request: Schema;
    texts: Texts<NonNullable<z.infer<Schema>>>;
    /** What is wrong with such a request beyond its schema, and beyond what its texts say. */
    check?(request: NonNullable<z.infer<Schema>>, path: FieldPath): Finding[];
    takesAway?(request: NonNullable<z.infer<Schema>>): readonly string[];
    writes?(request: NonNullable<z.infer<Schema>>, file: { name: string }): string;
    /** Adds the defaults that hold variables. */
    complete?(request: object): object;
    /** What the request has to be once its variables are filled in: a variable may have brought anything. */
    filled: z.ZodType<Request>;
    /** Variables that come with the action, in its own request or for the actions after it. */
    variables?: readonly Variable[];
  } & Work<Request, Variable>;

/** One kind of action: all that rules, plans and processes have to know of it. */
export function defineAction<Schema extends z.ZodType<object | undefined>, Request, Variable extends string = never>(
  definition: Definition<Schema, Request, Variable>,
): ActionKind {
  const { name, help, request, filled, complete = (asked) => asked, variables = [] } = definition;
  const { alsoCalled = [], needsObjects = false } = definition;
  const check: ActionDescription['check'] | undefined = definition.check;
  const takesAway: ActionDescription['takesAway'] = definition.takesAway ?? (() => []);
  const writes: ActionDescription['writes'] = definition.writes ?? (() => undefined);
  const texts: Readonly<Record<string, TextKind>> = definition.texts;
  const checked = (raw: unknown): Request => {
    const { success, data, error } = filled.safeParse(raw);
    if (success) return data;
    const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw permanent('invalid', `${name}: the request does not fit once its variables are filled in: ${problems}`);
  };
  const judged = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof RuleError ? permanent('invalid', `${name}: ${error.message}`) : error;
    }
  };
  const described = {
    ...{ name, alsoCalled, help, request, complete, texts, variables, takesAway, needsObjects, writes },
    check: (asked: object, path: FieldPath) => [...(check?.(asked, path) ?? []), ...checkTexts(texts, asked, path)],
    readLater: Object.keys(texts).filter((field) => texts[field]?.readInto !== undefined),
    sqlFields: Object.keys(texts).filter((field) => texts[field]?.isSql),
  };
  return definition.jobKind === undefined
    ? {
        ...described,
        jobKind: undefined,
        run: (raw, context) => judged(() => definition.run(checked(raw), context)),
      }
    : {
        ...described,
        jobKind: definition.jobKind,
        jobs: (raw, context) => judged<readonly ActionJob[]>(() => definition.jobs(checked(raw), context)),
      };
}

function checkTexts(texts: Readonly<Record<string, TextKind>>, request: object, path: FieldPath): Finding[] {
  return Object.entries(request).flatMap(([field, text]) => {
    const place = [...path, field];
    const faults = typeof text === 'string' ? (texts[field]?.faults?.(text) ?? []) : [];
    return faults.map((fault) => errorAt(place, `${fieldName(place)}: ${fault}`));
  });
}
