import type { Report } from '../model/report.ts';
import type { Content } from './html.ts';

/** A part of the page with a heading of its own. */
export interface Section {
  /** A word that links to it. */
  id: string;
  title: string;
  /** Undefined where there is nothing that would be worth a heading. `now`: when the page is made, from which it says how long ago something was. */
  body(report: Report, now: Date): Content | undefined;
}
