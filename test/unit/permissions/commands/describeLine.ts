// A parsed line in one short text, for tables: words in brackets, `?` before what only the shell knows.
import { isParsed } from '../../../../src/core/permissions/commands/commandLine';
import type { CommandPart, ParsedLine, Word } from '../../../../src/core/permissions/commands/commandLine';

export function describeLine(line: ParsedLine): string {
  if (!isParsed(line)) return `unparsable: ${line.unparsable}`;
  return line.parts.map(describePart).join(' ; ') + (line.inBackground ? ' &' : '');
}

function describePart(part: CommandPart): string {
  const pieces = [
    ...part.assignments.map(
      ({ name, value }) => `${name}:=${value === undefined ? '' : describeWord(value)}`,
    ),
    ...(part.defines === undefined ? [] : [`define ${part.defines}`]),
    ...part.words.map(describeWord),
    ...part.redirects.map(
      ({ kind, target }) => `${kind}>${target === undefined ? '' : describeWord(target)}`,
    ),
  ];
  const inner = part.wrapper?.inner.map(
    ({ part: wrapped, at }) => `${at === undefined ? '' : `${at}:`}${describePart(wrapped)}`,
  );
  const wraps = inner === undefined ? '' : ` {${part.wrapper?.kind ?? ''} ${inner.join(' ; ')}}`;
  return pieces.join(' ') + wraps;
}

function describeWord({ source, text, isPattern, isHome, isFound }: Word): string {
  if (isFound === true) return 'found[]';
  if (text === undefined) return `?[${source}]`;
  return `${isPattern === true ? 'pattern' : ''}${isHome === true ? 'home' : ''}[${text}]`;
}
