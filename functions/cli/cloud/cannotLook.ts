/** What cannot be known: the caller is not permitted to look, or the API does not answer. The message says which. */
export class CannotLook extends Error {
  override readonly name = 'CannotLook';
  /** What was asked is wrong (400), and the message is the API's own. */
  readonly isRefusal: boolean;

  constructor(message: string, isRefusal = false) {
    super(message);
    this.isRefusal = isRefusal;
  }

  /** Of an error of google-auth-library, whose other fields hold the whole request, credentials among it. */
  static because(error: unknown, permission: string): CannotLook {
    const { status, message } = error as { status?: number; message?: string };
    if (status === 400) return new CannotLook(message ?? String(error), true);
    const said = (message ?? String(error)).split('\n', 1)[0] ?? '';
    if (status === 403 && /has not been used|is disabled|SERVICE_DISABLED/.test(said)) {
      return new CannotLook(`the API is not enabled: ${said}`);
    }
    return new CannotLook(
      status === 403 || status === 401
        ? `not permitted to look: it takes ${permission} (${said})`
        : `no answer to what takes ${permission}: ${said}`,
    );
  }
}
