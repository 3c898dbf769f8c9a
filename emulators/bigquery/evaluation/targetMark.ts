/** Ends the name of the table that is changed: it tells that table from the same one where it is read. Nobody sees it. */
export const TARGET_MARK = '\u200b';
