const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,6})?$/;
const MOMENT =
  /^(\d{4}([-/])\d{1,2}\2\d{1,2})(?:[Tt ]+(\d{1,2}:\d{1,2}(?::\d{1,2})?(?:\.\d{1,9})?))?\s*(Z|z|UTC|[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:\/[A-Za-z_+\-0-9]+)+)?$/;
const EPOCH = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Year 9999 in seconds: a number beyond is no moment that BigQuery can hold. */
const MAX_EPOCH_SECONDS = 253_402_300_800;
const MIN_EPOCH_SECONDS = -62_135_596_800;

const two = (digits: string | undefined): string => (digits ?? '0').padStart(2, '0');

/** `2026-1-31` → `2026-01-31`; undefined where there is no such day. */
export function dateOf(text: string): string | undefined {
  const [, year = '', month, day] = DATE.exec(text.trim()) ?? [];
  const canonical = `${year}-${two(month)}-${two(day)}`;
  const date = new Date(`${canonical}T00:00:00Z`);
  return year !== '' && year !== '0000' && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(canonical)
    ? canonical
    : undefined;
}

/** `7:05:09.5` → `07:05:09.5`; undefined where there is no such time of day. */
export function timeOf(text: string): string | undefined {
  const [, hour, minute, second, fraction = ''] = TIME.exec(text.trim()) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

interface Moment {
  date: string;
  time: string;
  zone: string | undefined;
  /** `2020/11/11`: only moments may be written so, not dates, nor dates and times without zone. */
  hasSlashes: boolean;
}

function momentOf(text: string): Moment | undefined {
  const [, day = '', separator, clock = '00:00:00', zone] = MOMENT.exec(text.trim()) ?? [];
  const date = dateOf(day.replaceAll('/', '-'));
  const [whole = '', fraction = ''] = clock.split('.');
  const time = timeOf(whole.split(':').length === 2 ? `${whole}:00` : whole);
  // BigQuery keeps microseconds and cuts off what lies below.
  return date && time
    ? { date, time: time + (fraction && `.${fraction.slice(0, 6)}`), zone, hasSlashes: separator === '/' }
    : undefined;
}

/** A civil date and time as DuckDB reads it; undefined for a text that is none, or that has a time zone. */
export function datetimeOf(text: string): string | undefined {
  const moment = momentOf(text);
  return moment && moment.zone === undefined && !moment.hasSlashes ? `${moment.date} ${moment.time}` : undefined;
}

/** A moment as DuckDB reads it: from a text with or without zone (UTC), or from seconds since the epoch. */
export function timestampOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (EPOCH.test(trimmed)) return epochOf(trimmed);
  const moment = momentOf(trimmed);
  if (!moment) return undefined;
  const zone = zoneOf(moment.zone, moment.date, moment.time);
  return zone === undefined ? undefined : `${moment.date} ${moment.time}${zone}`;
}

/** Seconds since the epoch, with up to six decimals, exactly. */
function epochOf(text: string): string | undefined {
  const seconds = Number(text);
  if (!(seconds >= MIN_EPOCH_SECONDS && seconds < MAX_EPOCH_SECONDS)) return undefined;
  const decimals = /e/i.test(text) ? '' : (text.split('.')[1] ?? '').slice(0, 6).padEnd(6, '0');
  const micros = decimals === '' ? BigInt(Math.round(seconds * 1e6)) : BigInt(text.split('.')[0] + decimals);
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = micros - millis * 1000n;
  const iso = new Date(Number(millis)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(rest).padStart(3, '0')}+00`;
}

function zoneOf(zone: string | undefined, date: string, time: string): string | undefined {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return '+00';
  const [, sign, hours, minutes = '00'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign !== undefined) return Number(hours) <= 14 ? `${sign}${two(hours)}:${minutes}` : undefined;
  return namedZoneOffset(zone, new Date(`${date}T${time.slice(0, 8)}Z`));
}

/** The offset, `+05:30`, that a zone of the IANA database has when its clocks show this time. */
function namedZoneOffset(zone: string, wall: Date): string | undefined {
  try {
    const before = offsetMs(zone, wall);
    const minutes = Math.round(offsetMs(zone, new Date(wall.getTime() - before)) / 60_000);
    const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    return `${minutes < 0 ? '-' : '+'}${two(String(hours))}:${two(String(rest))}`;
  } catch {
    return undefined;
  }
}

function offsetMs(zone: string, at: Date): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return new Date(`${format.format(at).replace(' ', 'T')}Z`).getTime() - at.getTime();
}
