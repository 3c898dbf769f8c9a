import { checkMove } from './checkMove.ts';
import { durationMs } from './duration.ts';
import { errorAt, type Finding, warningAt } from './problem.ts';
import { RuleError } from './ruleError.ts';
import { namesProcess } from './runtimeVariables.ts';
import type { Destination, Rule } from './schema.ts';
import { sourceFormatOf } from './sourceFormat.ts';
import { namesAlias } from './sqlAliases.ts';

/** How the fields of a destination fit together. */
export function checkDest({ Dest, When, Batch, CorruptedFileURL, InvalidSchemaURL }: Rule): Finding[] {
  return [
    ...checkTransient(Dest),
    ...checkTransformation(Dest),
    ...checkSideInputs(Dest),
    ...checkMove(Dest),
    ...checkExclusive(Dest),
    ...checkDuration('Expiry', Dest.Expiry),
    ...checkFreshness(Dest),
    ...checkFieldAddition(Dest, When?.Suffix ?? ''),
    ...checkPatternHash(Dest, Batch),
    ...checkOverride(Dest, Batch),
    ...checkQuarantine({ CorruptedFileURL, InvalidSchemaURL }),
  ];
}

function checkTransient({ Transient, Schema, SideInputs, Transform, UniqueColumns }: Destination): Finding[] {
  if (Transient && Transient.Dataset === undefined && Transient.Balancer === undefined) {
    return [
      errorAt(['Dest', 'Transient'], 'Dest.Transient.Dataset is missing: name the dataset for the temporary table'),
    ];
  }
  if (Transient?.Dataset !== undefined) return [];
  const needing = {
    'Schema.Split': Schema?.Split,
    SideInputs,
    Transform,
    UniqueColumns,
  };
  return Object.entries(needing)
    .filter(([, value]) => value !== undefined)
    .map(([name]) =>
      errorAt(
        ['Dest', ...name.split('.')],
        `Dest.${name} needs Dest.Transient.Dataset: it is applied while rows move from a temporary table`,
      ),
    );
}

function checkTransformation(dest: Destination): Finding[] {
  const { Transform, SideInputs, UniqueColumns, UniqueOrderBy, Schema, Autodetect, Transient } = dest;
  const given = Object.entries({ Transform, SideInputs, UniqueColumns, 'Schema.Split': Schema?.Split })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `Dest.${name}`);
  const findings: Finding[] = [];
  if (given.length > 0 && (Schema?.Autodetect || Autodetect)) {
    const path = Autodetect ? ['Dest', 'Autodetect'] : ['Dest', 'Schema', 'Autodetect'];
    findings.push(
      errorAt(path, `${path.join('.')} and ${given.join(', ')} exclude each other; give a Schema.Template or Fields`),
    );
  }
  const computed = [...given, ...(Transient?.Criteria === undefined ? [] : ['Dest.Transient.Criteria'])];
  if (computed.length > 0 && Transient?.CopyMethod === 'COPY') {
    const message = `Dest.Transient.CopyMethod COPY cannot carry out ${computed.join(', ')}: a query moves the rows; write QUERY or DML`;
    findings.push(warningAt(['Dest', 'Transient', 'CopyMethod'], message));
  }
  if (UniqueOrderBy !== undefined && UniqueColumns === undefined) {
    findings.push(
      errorAt(
        ['Dest', 'UniqueOrderBy'],
        'Dest.UniqueOrderBy has no effect without Dest.UniqueColumns; add them, or remove it',
      ),
    );
  }
  return findings;
}

function checkSideInputs({ SideInputs = [], Transient }: Destination): Finding[] {
  const main = Transient?.Alias ?? 't';
  return SideInputs.flatMap(({ Table, From, Alias, On }, index) => {
    const path = ['Dest', 'SideInputs', index] as const;
    const findings: Finding[] = [];
    if ((Table === undefined) === (From === undefined)) {
      findings.push(errorAt(path, `Dest.SideInputs[${index}] needs Table or From, but not both`));
    }
    const missing = [main, Alias].filter((alias) => !namesAlias(On, alias));
    if (missing.length > 0) {
      const message = `Dest.SideInputs[${index}].On must name both aliases, ${main} and ${Alias}; it lacks ${missing.map((alias) => `${alias}.‹column›`).join(' and ')}`;
      findings.push(errorAt([...path, 'On'], message));
    }
    return findings;
  });
}

function checkExclusive(dest: Destination): Finding[] {
  const pairs = [
    ['TimePartitioning', 'RangePartitioning'],
    ['NullMarker', 'NullMarkers'],
  ] as const;
  return pairs
    .filter(([one, other]) => dest[one] !== undefined && dest[other] !== undefined)
    .map(([one, other]) => errorAt(['Dest', other], `Dest.${one} and Dest.${other} exclude each other; keep one`));
}

function checkDuration(field: 'Expiry' | 'Freshness', text: string | undefined): Finding[] {
  if (text === undefined) return [];
  try {
    durationMs(text);
    return [];
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return [errorAt(['Dest', field], `Dest.${field}: ${error.message}`)];
  }
}

/** What is promised is promised of one table: monitoring asks BigQuery when that was last modified. */
function checkFreshness({ Freshness, Table }: Destination): Finding[] {
  const findings = checkDuration('Freshness', Freshness);
  if (Freshness === undefined || !Table.includes('$')) return findings;
  const message = 'Dest.Freshness needs a Dest.Table without variables; give a partition as Dest.Partition';
  return [...findings, errorAt(['Dest', 'Freshness'], message)];
}

/** Files that come late have a window of their own, which replaces what their fellows brought. */
function checkOverride({ Override, Table }: Destination, Batch: Rule['Batch']): Finding[] {
  if (!Override || Batch === undefined || namesProcess(Table, 'event')) return [];
  const message =
    'with Batch, a file that comes late replaces all rows of its window; write a table for each window (Table: dataset.table_$EventID) or partition, or drop Override';
  return [warningAt(['Dest', 'Override'], message)];
}

function checkFieldAddition(dest: Destination, suffix: string): Finding[] {
  const { AllowFieldAddition, SourceFormat, Schema, Autodetect } = dest;
  const format = SourceFormat ?? (suffix === '' ? undefined : sourceFormatOf(suffix));
  if (!AllowFieldAddition || format !== 'CSV' || Schema?.Autodetect || Autodetect) return [];
  const message =
    'Dest.AllowFieldAddition has no effect for CSV without Dest.Schema.Autodetect: CSV has no field names otherwise; add Autodetect, or remove the field';
  return [warningAt(['Dest', 'AllowFieldAddition'], message)];
}

function checkPatternHash({ Pattern }: Destination, Batch: Rule['Batch']): Finding[] {
  if (!Batch?.UsePatternHash || Pattern !== undefined) return [];
  const message = 'Batch.UsePatternHash has no effect without Dest.Pattern; add one, or remove it';
  return [errorAt(['Batch', 'UsePatternHash'], message)];
}

function checkQuarantine(urls: Record<string, string | undefined>): Finding[] {
  return Object.entries(urls)
    .filter(([, url]) => url !== undefined && !/^gs:\/\/[^/]+/.test(url))
    .map(([name, url]) =>
      errorAt([name], `${name} ${JSON.stringify(url)} is no place for files; write gs://bucket/path`),
    );
}
