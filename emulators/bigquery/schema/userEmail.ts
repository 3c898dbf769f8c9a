/** Whom the stub takes every caller for. */
export const USER_EMAIL = 'stub@localhost';
