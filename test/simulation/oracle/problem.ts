/** What is not as it has to be. */
export interface Problem {
  /** The check that found it: scenarios that fail in the same check are taken for the same fault while one is shrunken. */
  check: string;
  text: string;
}

/** What problems of the same kind have in common: the text but for names and numbers. */
export const problemKind = ({ check, text }: Problem): string => {
  const [line = ''] = text.split('\n');
  const common = line
    .replace(/\S+\.(?:json|csv)(?:#\d+)?/g, '‹file›')
    .replace(/\b[ur]\d+\b/g, '‹›')
    .replace(/\d{3,}/g, '‹n›');
  return `${check}: ${common.slice(0, 140)}`;
};
