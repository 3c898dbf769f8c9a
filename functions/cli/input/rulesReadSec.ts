/** What instances that have just checked the rules take, beyond the next check, to have read those that they find, in seconds. */
export const RULES_READ_SEC = 10;
