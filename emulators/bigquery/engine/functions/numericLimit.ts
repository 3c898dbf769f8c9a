/** NUMERICs are integers scaled by this. */
export const SCALE = 10n ** 9n;

/** The least magnitude, scaled, that no NUMERIC has. */
export const LIMIT = 10n ** 38n;
