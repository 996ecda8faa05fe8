// What is known about models without asking: context window, output limit, prices. A model that is not listed works too, with unknown limits
// and cost. The rows are data of November 2026; `providers[].models` in the configuration overrides them.
import { anthropicRows, openaiRows } from './catalogueRows';
import type { CatalogueRow } from './catalogueRows';
import type { ModelInfo } from './languageModel';

const rowsByProvider = new Map<string, readonly CatalogueRow[]>([
  ['anthropic', anthropicRows],
  ['openai', openaiRows],
]);

/** Models of a provider that the catalogue lists, newest first; none for other names. */
export function catalogueModels(provider: string): readonly ModelInfo[] {
  return (rowsByProvider.get(provider) ?? []).map((row) => toModelInfo(provider, row.id, row));
}

/**
 * What the catalogue knows about a model. A dated snapshot (`-20250929`, `-2026-04-23`, `-latest`) has the row of its model. Undefined for models
 * that are not listed.
 */
export function findModelInfo(provider: string, id: string): ModelInfo | undefined {
  const rows = rowsByProvider.get(provider) ?? [];
  const row =
    rows.find((candidate) => candidate.id === id) ??
    rows.find((candidate) => candidate.id === withoutSnapshot(id));
  return row === undefined ? undefined : toModelInfo(provider, id, row);
}

function withoutSnapshot(id: string): string {
  return id.replace(/-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
}

function toModelInfo(provider: string, id: string, row: CatalogueRow): ModelInfo {
  return {
    provider,
    id,
    label: row.label,
    contextTokens: row.context,
    outputTokens: row.output,
    ...(row.price === undefined ? {} : { price: row.price }),
    images: row.images ?? true,
    thinking: row.thinking,
  };
}
