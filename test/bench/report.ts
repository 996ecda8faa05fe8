// The figures as a table for people.

export interface Row {
  readonly name: string;
  /** Keyed by column. */
  readonly figures: Readonly<Record<string, number>>;
  readonly unit: string;
}

/** A Markdown table; a figure that is missing or could not be measured is a dash. */
export function markdownTable(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [
    ['figure', ...columns, 'unit'],
    ['---', ...columns.map(() => '--:'), '---'],
    ...rows.map((row) => [row.name, ...columns.map((column) => figure(row.figures[column])), row.unit]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '-';
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
