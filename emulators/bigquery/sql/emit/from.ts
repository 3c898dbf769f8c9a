import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { Expression, Source } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';
import { pivotSql, unpivotSql } from './pivot.ts';
import { implicitAlias, pathName } from './ranges.ts';
import { tableSql } from './table.ts';
import { unnestSql } from './unnest.ts';

type Join = Extract<Source, { kind: 'join' }>;

/** A FROM clause without the word; `side` says where in a join the source stands. */
export function fromSql(source: Source, emit: Emission, side: 'first' | 'inner' | 'outer' = 'first'): string {
  switch (source.kind) {
    case 'table': {
      const { path, alias, offset } = source;
      const as = alias ?? implicitAlias(path);
      if (emit.isRange(path)) return unnestSql({ array: arrayPath(source), alias: as, offset, side }, emit);
      if (offset) throw new SqlError('WITH OFFSET can only be used with array scans', source);
      return `${tableSql(path, emit)} AS ${quoteName(as)}`;
    }
    case 'unnest': {
      const { of, alias, offset } = source;
      return unnestSql({ array: of, alias: alias ?? pathName(source), offset, side }, emit);
    }
    case 'derived':
      return `(${emit.query(source.query)})${source.alias ? ` AS ${quoteName(source.alias)}` : ''}`;
    case 'join':
      return joinSql(source, emit);
    case 'group':
      return `(${fromSql(source.of, emit)})`;
    case 'pivot':
      return aliased(pivotSql(source, fromSql(source.of, emit), emit), source.alias);
    case 'unpivot':
      return aliased(unpivotSql(source, fromSql(source.of, emit), emit), source.alias);
  }
}

const aliased = (query: string, alias: string | undefined): string =>
  alias ? `(${query}) AS ${quoteName(alias)}` : `(${query})`;

/** `t.items` in FROM as the expression that it is. */
function arrayPath({ path: { parts, line, column } }: Extract<Source, { kind: 'table' }>): Expression {
  const [first = '', ...fields] = parts;
  return fields.reduce<Expression>((of, name) => ({ kind: 'field', of, name, line, column }), {
    kind: 'name',
    name: first,
    line,
    column,
  });
}

function joinSql(source: Join, emit: Emission): string {
  if (source.comma && emit.context.legacy)
    throw unsupportedSql('tables joined by commas in legacy SQL, which means UNION ALL', source);
  const left = fromSql(source.left, emit);
  const isArray = source.right.kind === 'unnest' || (source.right.kind === 'table' && emit.isRange(source.right.path));
  const conditional = source.on !== undefined || source.using !== undefined;
  if (!conditional && !isArray && source.join !== 'CROSS') {
    throw new SqlError(`${source.join} JOIN must have an immediately following ON or USING clause`, source.right);
  }
  const outer = source.join !== 'INNER' && source.join !== 'CROSS';
  const right = fromSql(source.right, emit, outer ? 'outer' : 'inner');
  if (source.join === 'CROSS' || (!conditional && !outer)) return `${left} CROSS JOIN ${right}`;
  return `${left} ${source.join} JOIN ${right} ${conditionSql(source, emit)}`;
}

function conditionSql({ on, using }: Join, emit: Emission): string {
  if (using) return `USING (${using.map(quoteName).join(', ')})`;
  return `ON ${on ? emit.expression(on) : 'TRUE'}`;
}
