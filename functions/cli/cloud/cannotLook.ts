import { refusalText } from './refusalText.ts';

/** What cannot be known: the caller is not permitted to look, or the API does not answer. The message says which. */
export class CannotLook extends Error {
  override readonly name = 'CannotLook';
  /** What was asked is wrong (400), and the message is the API's own. */
  readonly isRefusal: boolean;

  constructor(message: string, isRefusal = false) {
    super(message);
    this.isRefusal = isRefusal;
  }

  static because(error: unknown, permission: string): CannotLook {
    const { status, message } = error as { status?: number; message?: string };
    if (status === 400) return new CannotLook(message ?? String(error), true);
    return new CannotLook(refusalText(error, permission, 'look'));
  }
}
