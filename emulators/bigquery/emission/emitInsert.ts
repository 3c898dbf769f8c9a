import type { Node } from '../../googlesql/messages.ts';
import { children, flatten } from '../../googlesql/nodes.ts';
import type { Session } from '../engine/session.ts';
import type { PreparedStatement } from '../evaluation/prepareStatement.ts';
import { quoteName } from '../schema/names.ts';
import { emissionFor } from './emitQuery.ts';
import { columnName, columnsIn } from './terms/column.ts';
import { NotEmitted } from './terms/notEmitted.ts';

/** The rows that INSERT writes, by the names of the columns that it names. @throws NotEmitted */
export async function emitInsert(prepared: PreparedStatement, session: Session): Promise<string> {
  const emission = await emissionFor(prepared, session);
  const insert = flatten(prepared.resolved);
  const names = columnsIn(insert, 'insertColumnList').map(({ name }) => quoteName(name));
  const query = insert['query'] as Node | undefined;
  if (query) {
    const columns = columnsIn(insert, 'queryOutputColumnList');
    const list = names.map((name, index) => {
      const column = columns[index];
      if (!column) throw new NotEmitted('such an INSERT');
      return `${columnName(column)} AS ${name}`;
    });
    return `SELECT ${list.join(', ')} FROM (${emission.scan(query)})`;
  }
  const rows = children(insert, 'rowList').map((row) => {
    const values = children(row, 'valueList').map(
      ({ value }, index) => `${emission.expression(value as Node)} AS ${names[index]}`,
    );
    return `SELECT ${values.join(', ')}`;
  });
  return rows.join(' UNION ALL ');
}
