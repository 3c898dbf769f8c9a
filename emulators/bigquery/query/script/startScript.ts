import { sourceOf } from '../../../googlesql/source.ts';
import type { TableMeta } from '../../catalog/meta.ts';
import type { Session } from '../../engine/session.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import type { BoundTable } from '../../evaluation/boundTable.ts';
import { type Preparing, prepareStatement } from '../../evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../../evaluation/queryFields.ts';
import { withoutLegacyNames } from '../../evaluation/rewrite/legacyNames.ts';
import { quoteName } from '../../schema/names.ts';
import type { StubContext } from '../../state/context.ts';
import { type Binding, createBinder } from './bindTables.ts';
import { computed } from './compute.ts';
import { parameterValues } from './parameterValues.ts';
import { firstStatement, type ParsedScript, parsed } from './parseScript.ts';
import { runScript } from './runScript.ts';
import type { ScriptRun } from './scriptRun.ts';
import { constantsOf, newScriptState, type ScriptState } from './state.ts';
import type { NameContext, Statement } from './statement.ts';

/** What statements are run on. */
export interface World {
  context: Binding['context'] & Pick<StubContext, 'googleSql'>;
  names: NameContext;
  session: Session;
  maxValues?: number | undefined;
}

export interface Script extends World {
  script: ParsedScript;
  /** Runs one statement; its result is the host's to keep. */
  perform(statement: Statement): Promise<void>;
  /** Throws where the job is cancelled. */
  checkpoint(): void;
}

/** Runs GoogleSQL: one statement or a script. @throws SqlError, ApiError */
export async function startScript({ script, perform, checkpoint, ...world }: Script): Promise<void> {
  const state = newScriptState(await parameterValues(world.names.parameters ?? [], world.context.googleSql));
  const run = scriptRun(world, { perform, checkpoint });
  await runScript(script.script, { run, state, source: script.source });
}

export const scriptRun = (world: World, host: Pick<Script, 'perform' | 'checkpoint'>): ScriptRun => ({
  ...host,
  googleSql: world.context.googleSql,
  session: world.session,
  maxValues: world.maxValues,
  names: world.names,
  preparing: (state) => preparing(state, world),
});

export function preparing(state: ScriptState, world: World): Preparing {
  const { context, names, session } = world;
  return {
    googleSql: context.googleSql,
    bind: createBinder({
      context,
      names,
      session,
      temporaryTables: state.temporaryTables,
      view: (meta) => boundView(meta, world),
    }),
    names: {
      constants: constantsOf(state),
      functions: [...state.functions.values()],
      parameters: state.parameters,
    },
  };
}

/** A view is its query, in the view's own project, with no names but those of tables. */
async function boundView(
  { view, ref, fields }: TableMeta,
  world: World,
): Promise<Pick<BoundTable, 'fields' | 'source'>> {
  const names: NameContext = { projectId: ref.projectId, resolve: world.names.resolve };
  if (!view) throw unsupportedSql('a view without a query');
  const state = newScriptState([]);
  const inner = { ...world, names };
  const { googleSql } = world.context;
  const { script, source } = await parsed(
    googleSql,
    view.useLegacySql ? withoutLegacyNames(view.query) : sourceOf(view.query),
  );
  const query = firstStatement(script);
  if (query?.kind !== 'QueryStatement') throw unsupportedSql('views without a query');
  const placed = { node: query, source };
  const prepared = await prepareStatement(placed, preparing(state, inner));
  // A view may give the columns of its query other names.
  const columns = fieldsOfQuery(prepared.resolved).map((field, index) => ({
    ...field,
    name: fields[index]?.name ?? field.name,
  }));
  return {
    fields: columns,
    source: async () => {
      const { sql } = await computed(
        prepared,
        { googleSql, session: world.session, maxValues: world.maxValues },
        'column',
      );
      return `(SELECT * FROM (${sql}) AS "view"(${columns.map(({ name }) => quoteName(name)).join(', ')}))`;
    },
  };
}
