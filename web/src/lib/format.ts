// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes and times as people read them. Nothing here depends on the browser's language:
// two people looking at the same run read the same text.

const kNone = '–';

export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kNone;
  const [whole = '', fraction] = String(Math.abs(value)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return (value < 0 ? '−' : '') + grouped + (fraction ? `.${fraction}` : '');
}

/** 12,345 → 12.3k; for axes and narrow cells. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return trim(value / 1e9) + 'G';
  if (size >= 1e6) return trim(value / 1e6) + 'M';
  if (size >= 1e4) return trim(value / 1e3) + 'k';
  if (size >= 1e3) return count(Math.round(value));
  if (size === 0) return '0';
  if (size < 0.001) return value.toExponential(0).replace('e-', 'e−');
  return trim(value);
}

function trim(value: number): string {
  return Number(value.toPrecision(3)).toString().replace('-', '−');
}

/** A share as a percentage with as many digits as tell it from 0 and from 100 %. */
export function percent(share: number | null | undefined, digits = 2): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return kNone;
  const value = share * 100;
  const text = value.toFixed(digits);
  if (share < 1 && Number(text) >= 100) return `> ${(100 - 10 ** -digits).toFixed(digits)} %`;
  if (share > 0 && Number(text) === 0) return `< ${(10 ** -digits).toFixed(digits)} %`;
  return `${text} %`;
}

/** A figure between 0 and 1, such as an AUC. */
export function figure(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return kNone;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** A measured value: at most five significant digits, no needless zeros. */
export function measure(value: unknown): string {
  if (value === null || value === undefined || value === '') return kNone;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return count(value);
  const short = Number(value.toPrecision(5));
  if (short !== 0 && Math.abs(short) < 1e-4) return short.toExponential().replace('e-', 'e−');
  return count(short);
}

/** With its sign, for contributions. */
export function signed(value: number, digits = 3): string {
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 ? '−' : '+') + text;
}

export function bytes(size: number | null | undefined): string {
  if (size === null || size === undefined) return kNone;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return kNone;
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const days = Math.floor(whole / 86400);
  const hours = Math.floor((whole % 86400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return `${minutes} min ${whole % 60} s`;
}

/** Times come as ISO text; run records count nanoseconds since 1970. */
export function toDate(time: string | number | null | undefined): Date | null {
  if (time === null || time === undefined || time === '' || time === 0) return null;
  const date = typeof time === 'number' ? new Date(time > 1e15 ? time / 1e6 : time * 1000) : new Date(time);
  return Number.isNaN(date.getTime()) ? null : date;
}

export type Zone = 'local' | 'utc';

/** ISO-like, to the second, with the offset named: 2026-01-31 12:00:00 UTC. */
export function stamp(time: string | number | Date | null | undefined, zone: Zone): string {
  const date = time instanceof Date ? time : toDate(time);
  if (!date) return kNone;
  if (zone === 'utc') return date.toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** "3 min ago"; the exact time belongs into the title beside it. */
export function ago(time: string | number | null | undefined, now: number): string {
  const date = toDate(time);
  if (!date) return kNone;
  const seconds = Math.round((now - date.getTime()) / 1000);
  const size = Math.abs(seconds);
  const text = size < 5 ? 'just now'
    : size < 60 ? `${size} s`
    : size < 3600 ? `${Math.floor(size / 60)} min`
    : size < 86400 ? `${Math.floor(size / 3600)} h`
    : `${Math.floor(size / 86400)} d`;
  if (size < 5) return text;
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

/** `random_forest` → `random forest`, `roc_auc` → `ROC AUC`. */
export function words(name: string): string {
  return name.replace(/_/g, ' ').replace(/\b(roc|pr|auc|fpr|f1|svm|mlp|knn|psi)\b/g, (word) => word.toUpperCase());
}

/** For labels and notes: begins with a capital letter. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function plural(number: number, one: string, many = one + 's'): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
