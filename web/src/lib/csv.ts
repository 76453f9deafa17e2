// SPDX-License-Identifier: Apache-2.0
// Delimited text (RFC 4180) in pieces: enough to show a row of an input again, and to write tables.

const kDelimiters = [',', ';', '\t', '|'];

/** Which delimiter splits the first line into most fields; comma when none does. */
export function detectDelimiter(firstLine: string): string {
  let best = ',';
  let most = 0;
  for (const delimiter of kDelimiters) {
    const fields = firstLine.split(delimiter).length - 1;
    if (fields > most) {
      most = fields;
      best = delimiter;
    }
  }
  return best;
}

/** Cuts text that comes in pieces into records; quoted fields may hold delimiters and line ends. */
export class CsvSplitter {
  private field = '';
  private record: string[] = [];
  private quoted = false;
  private afterQuote = false;

  constructor(private readonly delimiter = ',') {}

  push(piece: string): string[][] {
    const records: string[][] = [];
    for (const character of piece) this.take(character, records);
    return records;
  }

  finish(): string[][] {
    if (this.field === '' && this.record.length === 0 && !this.afterQuote) return [];
    this.endField();
    const last = this.record;
    this.record = [];
    return [last];
  }

  private take(character: string, records: string[][]): void {
    if (this.quoted) {
      if (character !== '"') this.field += character;
      else {
        this.quoted = false;
        this.afterQuote = true;
      }
    } else if (character === '"' && this.afterQuote) {
      this.field += '"';
      this.quoted = true;
      this.afterQuote = false;
    } else if (character === '"' && this.field === '') this.quoted = true;
    else if (character === this.delimiter) this.endField();
    else if (character === '\n') this.endRecord(records);
    else if (character !== '\r') this.field += character;
  }

  private endField(): void {
    this.record.push(this.field);
    this.field = '';
    this.afterQuote = false;
  }

  private endRecord(records: string[][]): void {
    const blank = this.record.length === 0 && this.field === '' && !this.afterQuote;
    if (blank) return;
    this.endField();
    records.push(this.record);
    this.record = [];
  }
}

export function parseCsv(text: string, delimiter = ','): string[][] {
  const splitter = new CsvSplitter(delimiter);
  return [...splitter.push(text), ...splitter.finish()];
}

/** One field, quoted where needed; texts that a spreadsheet would run get an apostrophe in front. */
export function csvField(value: unknown): string {
  let text = value === null || value === undefined ? '' : String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r\n]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function toCsv(header: string[], rows: unknown[][]): string {
  return [header, ...rows].map((row) => row.map(csvField).join(',')).join('\n') + '\n';
}
