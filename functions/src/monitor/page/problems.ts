import { html } from 'hono/html';
import type { ReportedProblem } from '../model/report.ts';
import { type Html, shown } from './html.ts';
import type { Section } from './section.ts';
import { agoText, badge } from './words.ts';

/** What is wrong, the worst first, with the commands that mend it. */
export const problems: Section = {
  id: 'problems',
  title: 'Problems',
  body: (report, now) =>
    report.problems.length === 0
      ? html`<p>Nothing is wrong.</p>`
      : html`<ol class="problems">${report.problems.map((problem) => item(problem, now))}</ol>`,
};

/** A problem that does not worsen the status is called a note. */
function item({ status, subject, sentence, since, todo, commands }: ReportedProblem, now: Date): Html {
  return html`<li class="${status}"><div>
<h3>${badge(status, status === 'ok' ? 'note' : status)} <bdi>${shown(subject)}</bdi>${
    since === undefined ? '' : html` <small>since <time datetime="${since}">${agoText(since, now)}</time></small>`
  }</h3>
<p>${shown(sentence)}</p>
</div><div>
<p class="todo">What to do: ${todo}${commands.length > 0 ? ':' : ''}</p>
${commands.map((command) => html`<pre><code>${shown(command)}</code></pre>`)}</div></li>`;
}
