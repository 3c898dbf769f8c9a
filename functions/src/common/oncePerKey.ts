/** Asks once for each key; a question that was not answered is asked again. */
export function oncePerKey<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (key) => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = ask(key).catch((error: unknown) => {
      asked.delete(key);
      throw error;
    });
    asked.set(key, answer);
    return answer;
  };
}
