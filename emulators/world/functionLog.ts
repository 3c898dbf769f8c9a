/** One structured line that a function wrote, as Cloud Logging would get it. */
export interface FunctionLogEntry {
  severity: string;
  message: string;
  [field: string]: unknown;
}

/** The entry in a line that the functions emulator printed (`>  {"severity":"INFO",…}`); undefined for any other line. */
export function functionLogEntry(line: string): FunctionLogEntry | undefined {
  const [, json] = /^>\s+(\{.*\})$/.exec(line) ?? [];
  if (json === undefined) return undefined;
  try {
    const entry: unknown = JSON.parse(json);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** A run of dispatch that found nothing to do. */
export const isIdleRun = ({ severity, touched, projects }: FunctionLogEntry): boolean =>
  severity === 'INFO' && touched === 0 && Object.keys(projects ?? {}).length === 0;

const isEntry = (value: unknown): value is FunctionLogEntry =>
  typeof value === 'object' && value !== null && 'severity' in value && 'message' in value;
