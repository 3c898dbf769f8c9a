import { backlog } from './backlog.ts';
import { books } from './books.ts';
import { dispatch } from './dispatch.ts';
import { holds } from './holds.ts';
import { problems } from './problems.ts';
import { rules } from './rules.ts';
import type { Section } from './section.ts';
import { tables } from './tables.ts';

/** The page, from top to bottom. */
export const SECTIONS: readonly Section[] = [problems, tables, backlog, holds, books, rules, dispatch];
