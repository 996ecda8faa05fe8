import type { ToolItem } from '../../src/protocol/viewState';
import { plural } from '../format';

/** Says what a block of read-only calls did: `Read 4 files, searched twice`. */
export function describeReads(items: readonly ToolItem[]): string {
  const files = new Set(items.filter((item) => item.toolName === 'read').map((item) => item.title));
  const searches = items.filter((item) => item.toolName === 'grep' || item.toolName === 'glob').length;
  const folders = items.filter((item) => item.toolName === 'ls').length;
  const others =
    items.length - items.filter((item) => ['read', 'grep', 'glob', 'ls'].includes(item.toolName)).length;
  const parts: string[] = [];
  if (files.size > 0) parts.push(`read ${plural(files.size, 'file')}`);
  if (searches > 0) parts.push(`searched ${times(searches)}`);
  if (folders > 0) parts.push(`listed ${plural(folders, 'folder')}`);
  if (others > 0) parts.push(`looked ${plural(others, 'other thing')} up`);
  const sentence = parts.join(', ');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function times(count: number): string {
  if (count === 1) return 'once';
  return count === 2 ? 'twice' : `${count} times`;
}
