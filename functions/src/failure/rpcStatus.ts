/** The status codes of gRPC (google.rpc.Code), by number: what the Firestore client rejects with. */
const NAMES = [
  'ok',
  'cancelled',
  'unknown',
  'invalidArgument',
  'deadlineExceeded',
  'notFound',
  'alreadyExists',
  'permissionDenied',
  'resourceExhausted',
  'failedPrecondition',
  'aborted',
  'outOfRange',
  'unimplemented',
  'internal',
  'unavailable',
  'dataLoss',
  'unauthenticated',
] as const;

type RpcStatus = (typeof NAMES)[number];

/** The rest passes: an expired token, too, is fetched anew. */
const LASTING: ReadonlySet<RpcStatus> = new Set([
  'invalidArgument',
  'notFound',
  'alreadyExists',
  'permissionDenied',
  'failedPrecondition',
  'outOfRange',
  'unimplemented',
  'dataLoss',
] as const);

/** The gRPC status of a rejection, and whether it may pass; undefined for a rejection of another kind. */
export function rpcStatusOf(error: unknown): { status: RpcStatus; mayPass: boolean } | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const status = typeof code === 'number' ? NAMES[code] : undefined;
  return status && { status, mayPass: !LASTING.has(status) };
}
