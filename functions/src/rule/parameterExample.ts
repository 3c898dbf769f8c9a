/** How a rule gives a name to a part of the path. */
export const parameterExample = (name: string): string => `- {Name: ${name}, Expression: $1}`;
