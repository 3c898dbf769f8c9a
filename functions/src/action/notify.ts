import { z } from 'zod';
import { Failure, permanent } from '../failure/failure.ts';
import { defineAction } from './defineAction.ts';
import { nameText } from './fill/nameText.ts';
import { escapeSlack, slackText } from './fill/slackText.ts';
import { plainText } from './fill/textKind.ts';
import { needsSome } from './needs.ts';
import { postToSlack } from './postToSlack.ts';
import { textOrTexts } from './requestFields.ts';
import { slackToken } from './slackToken.ts';

/** `#a, #b` or a list. */
const channels = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''))
  .refine((names) => names.length > 0, 'names no channel');

const request = z.strictObject({
  Channels: textOrTexts.describe('A channel, or a list of them.'),
  Title: z.string().optional().describe('The first line, in bold.'),
  Message: z.string().optional().describe('The text.'),
  From: z.string().optional().describe('The name of the sender.'),
  Body: z.unknown().optional().describe('A value that is shown as JSON, or a text that is shown as it is.'),
  Secret: z.string().optional().describe('The secret of Secret Manager that holds the Slack token.'),
});

const filled = request.extend({ Channels: channels });

type Request = z.infer<typeof filled>;

/** Sends a Slack message to each channel. One that does not take it does not keep it from the others. */
export const notifyAction = defineAction({
  name: 'notify',
  alsoCalled: ['slack', 'alert', 'message'],
  help: 'Sends a Slack message.',
  request,
  texts: {
    Channels: plainText,
    Title: slackText,
    Message: slackText,
    From: plainText,
    Body: plainText,
    Secret: nameText,
  },
  check: ({ Title, Message, Body }, path) => needsSome({ Title, Message, Body }, path),
  filled,

  async run(notification, context) {
    const { Channels, From: username } = notification;
    const text = textFor(notification);
    const { loopback, slackUrl } = context.deps.settings;
    // The local world has no Secret Manager, and sends nobody messages.
    if (loopback && slackUrl === undefined)
      return { notes: [`not sent from the local world, to ${Channels}: ${text}`] };
    const token = await slackToken({ named: notification.Secret, where: 'notify: Secret' }, context.deps);
    const failures: Failure[] = [];
    for (const [index, channel] of Channels.entries()) {
      const message = { channel, text, username, idempotencyKey: `${context.idempotencyKey}_${index}` };
      try {
        await postToSlack(message, token, context.deps);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    throwFirst(failures, Channels.length);
    return { notes: [] };
  },
});

/** Slack cuts texts off at 40,000 characters. */
const MAX_CHARS = 39_000;

function textFor({ Title, Message, Body }: Request): string {
  const body =
    Body === undefined
      ? undefined
      : `\`\`\`${escapeSlack(typeof Body === 'string' ? Body : JSON.stringify(Body, null, 2))}\`\`\``;
  const text = [Title && `*${Title}*`, Message, body].filter((part) => part !== undefined && part !== '').join('\n');
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}

/** A failure that may pass only where nobody got the message: otherwise a repetition would send it twice. */
function throwFirst(failures: readonly Failure[], channelCount: number): void {
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === channelCount && failures.every(({ kind }) => kind === 'transient')) throw first;
  throw permanent(first.reason, failures.map(({ message }) => message).join('; '));
}
