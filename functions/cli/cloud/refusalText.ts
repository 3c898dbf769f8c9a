/** Of an error of google-auth-library, whose other fields hold the whole request, credentials among it: why a call came to nothing. */
export function refusalText(error: unknown, permission: string, what: string): string {
  const { status, message } = error as { status?: number; message?: string };
  const said = (message ?? String(error)).split('\n', 1)[0] ?? '';
  if (status === 403 && /has not been used|is disabled|SERVICE_DISABLED/.test(said)) {
    return `the API is not enabled: ${said}`;
  }
  return status === 403 || status === 401
    ? `not permitted to ${what}: it takes ${permission} (${said})`
    : `no answer to what takes ${permission}: ${said}`;
}
