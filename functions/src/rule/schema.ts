import { z } from 'zod';
import type { ActionDescriptions } from './actionDescription.ts';
import { actionsSchemaOf } from './actionSchema.ts';
import { destSchema } from './destSchema.ts';

export type { Action } from './actionSchema.ts';

const text = z.string();
const flag = z.boolean();
const seconds = z.int().min(1, 'must be at least 1 second');

type Actions = ReturnType<typeof actionsSchemaOf>;

const when = z.strictObject({
  Prefix: text.optional().describe('The path, with a leading slash and without the bucket, starts with this.'),
  Suffix: text.optional().describe('The path ends with this.'),
  Filter: text.optional().describe('RE2 that matches a part of the path.'),
  Exclusion: text.optional().describe('RE2; if it matches a part of the path, the rule does not match.'),
});

const batchOf = (actions: Actions) =>
  z.strictObject({
    Window: z
      .strictObject({
        DurationInSec: z.int().min(10, 'must be at least 10 seconds').describe('Windows are aligned to the epoch.'),
      })
      .describe('The files that are created in it are loaded together.'),
    MultiPath: flag.optional().describe('Files of different folders share a batch.'),
    UsePatternHash: flag.optional().describe('Only files with the same groups of Pattern share a batch.'),
    MaxDelayInSec: z
      .int()
      .min(0, 'must be 0 or more')
      .optional()
      .describe('A random delay after the end, to spread load.'),
    Group: z
      .strictObject({
        DurationInSec: seconds.describe('The length of the period.'),
        OnDone: actions.optional().describe('Runs once, when the last process of the period is done.'),
      })
      .optional()
      .describe('The processes of a destination whose windows end in the same period.'),
    RollOver: flag.optional().describe('Has no effect: a file is never outside its window.'),
  });

/** The schema of one ingestion rule, by its canonical field names, whose actions are of these kinds. */
export function ruleSchemaOf(kinds: ActionDescriptions) {
  const actions = actionsSchemaOf(kinds);
  return z.strictObject({
    Info: z
      .looseObject({
        Workflow: text.optional().describe('The workflow that the files belong to.'),
        Description: text.optional().describe('What the rule is for.'),
        LeadEngineer: text.optional().describe('Whom to ask.'),
        ProjectURL: text.optional().describe('Where to read on.'),
      })
      .optional()
      .describe('Free text for people.'),
    Disabled: flag.optional().describe('true: the rule is switched off, and its files stay where they are.'),
    When: when.optional().describe('Which files; all given conditions must hold.'),
    Async: flag.optional().describe('true: no function waits for a job.'),
    Batch: batchOf(actions).optional().describe('Load the files of a time window together.'),
    Dest: destSchema.describe('Where the rows go.'),
    OnSuccess: actions.optional().describe('What to do when all rows are where they belong.'),
    OnFailure: actions.optional().describe('What to do when the process has failed for good.'),
    OnBadFiles: actions
      .optional()
      .describe('What to do, once, if files were set aside and others loaded: $BadURIs, $Error.'),
    MaxReload: z
      .int()
      .min(0, 'must be 0 or more')
      .optional()
      .describe('Loads after bad files were taken out; 15 by default.'),
    CorruptedFileURL: text.optional().describe('Where this rule puts corrupted files.'),
    InvalidSchemaURL: text.optional().describe('Where this rule puts files that do not fit the schema.'),
    StalledThresholdInSec: seconds.optional().describe('When monitoring calls a process stalled; 5400 by default.'),
  });
}

/** Reads the value of a rule, its field names canonical. */
export type RuleSchema = ReturnType<typeof ruleSchemaOf>;

export type Rule = z.infer<RuleSchema>;
export type Destination = Rule['Dest'];
