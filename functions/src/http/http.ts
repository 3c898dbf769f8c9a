/** A request to somebody else's server. */
export interface HttpRequest {
  url: URL;
  method: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  body?: string;
  /** For the whole exchange, redirects included. */
  timeoutMs: number;
  /** More of the answer than this is not read. */
  maxBytes: number;
}

export interface HttpAnswer {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** There was more of the answer. */
  isCut: boolean;
}

/** HTTP to addresses of the public internet, and to nothing else. */
export interface Http {
  /**
   * Sends a request and reads the answer, whatever its status. Follows redirects within the host. Rejects with a Failure:
   * permanent where an address or a redirect is refused, transient where no answer came. Messages hold no query and no header.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** A URL as messages may hold it: webhooks have their secret in the path. */
export const shownUrl = ({ origin }: URL): string => origin;
