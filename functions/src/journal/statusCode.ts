/** Why Firestore refused a write whose precondition did not hold: status codes of gRPC. */
export const NOT_FOUND = 5;
export const ALREADY_EXISTS = 6;
export const FAILED_PRECONDITION = 9;

/** The gRPC status that a call to Firestore failed with. */
export const statusCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
