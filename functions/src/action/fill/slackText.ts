import { expand } from '../../rule/expand.ts';
import { parseTemplate } from '../../rule/template.ts';
import type { TextKind } from './textKind.ts';
import { textOf } from './textOf.ts';

/** Slack's three characters of markup (Formatting text for app surfaces): without them a text mentions and links nobody. */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A text with Slack's markup: that of the rule counts, what a value holds is plain text. */
export const slackText: TextKind = {
  fill(field, { variables }) {
    if (typeof field !== 'string') return expand(field, variables);
    const parts = parseTemplate(field).map((part) => {
      if (typeof part === 'string') return part;
      const value = expand<unknown>(part.written, variables);
      return escapeSlack(Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value));
    });
    return parts.join('');
  },
};
