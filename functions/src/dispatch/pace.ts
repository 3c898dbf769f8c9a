/** The task files are listed no more often than this in a run, in milliseconds: a listing costs sixteen times what a glance does. */
export const PAUSE_MS = 15_000;

/** After something was handed to tail, and nothing else is in flight: it may have a job by then. */
export const SHORT_PAUSE_MS = 5_000;

/** Meanwhile a run looks after what it knows of, and for windows that are new and over already. */
export const GLANCE_MS = 2_500;
