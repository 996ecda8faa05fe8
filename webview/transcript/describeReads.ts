import type { ToolItem } from '../../src/protocol/viewState';
import { t } from '../l10n';

/** Says what a block of read-only calls did: `Read 4 files, searched twice`. */
export function describeReads(items: readonly ToolItem[]): string {
  const files = new Set(items.filter((item) => item.toolName === 'read').map((item) => item.title));
  const searches = items.filter((item) => item.toolName === 'grep' || item.toolName === 'glob').length;
  const folders = items.filter((item) => item.toolName === 'ls').length;
  const others =
    items.length - items.filter((item) => ['read', 'grep', 'glob', 'ls'].includes(item.toolName)).length;
  const parts: string[] = [];
  if (files.size > 0) parts.push(files.size === 1 ? t('read 1 file') : t('read {0} files', files.size));
  if (searches > 0) parts.push(searchesText(searches));
  if (folders > 0) parts.push(folders === 1 ? t('listed 1 folder') : t('listed {0} folders', folders));
  if (others > 0)
    parts.push(others === 1 ? t('looked 1 other thing up') : t('looked {0} other things up', others));
  const sentence = parts.join(', ');
  return sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1);
}

function searchesText(count: number): string {
  if (count === 1) return t('searched once');
  return count === 2 ? t('searched twice') : t('searched {0} times', count);
}
