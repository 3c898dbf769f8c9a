/** All that a list has. `Array.fromAsync` does it, too; the types of the library do not know that yet. */
export async function collected<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}
