import type { Expression, Query, QueryBody } from '../model/ast.ts';

/** An expression whose value goes into a column: records fill those of the column by position, in BigQuery, by name in DuckDB. */
export function positional(node: Expression): Expression {
  switch (node.kind) {
    case 'struct':
      return {
        ...node,
        positional: true,
        fields: node.fields.map((field) => ({ ...field, value: positional(field.value) })),
      };
    case 'array':
      return { ...node, items: node.items.map(positional) };
    default:
      return node;
  }
}

/** The same for what a query selects. */
export const positionalQuery = (query: Query): Query => ({ ...query, body: positionalBody(query.body) });

function positionalBody(body: QueryBody): QueryBody {
  switch (body.kind) {
    case 'query':
      return { ...body, query: positionalQuery(body.query) };
    case 'set':
      return { ...body, left: positionalBody(body.left), right: positionalBody(body.right) };
    case 'select':
      return {
        ...body,
        items: body.items.map((item) =>
          item.kind === 'expression' ? { ...item, value: positional(item.value) } : item,
        ),
      };
  }
}
