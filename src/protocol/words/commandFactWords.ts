// What a command line is known to do, in the language of whoever calls. One sentence each, the most serious first.
import type { CommandFacts } from '../coreTypes';
import type { Translate } from './permissionWords';

/** A sentence, and whether it deserves a second look. Words in backticks are code. */
export interface FactLine {
  readonly text: string;
  readonly isSerious: boolean;
}

export function factLines(facts: CommandFacts, t: Translate): readonly FactLine[] {
  const serious = (names: readonly string[], text: (list: string) => string): readonly FactLine[] =>
    names.length === 0 ? [] : [{ text: text(listed(names)), isSerious: true }];
  const plain = (names: readonly string[], text: (list: string) => string): readonly FactLine[] =>
    names.length === 0 ? [] : [{ text: text(listed(names)), isSerious: false }];
  return [
    ...serious(facts.deletes, (list) => t('Deletes: {0}', list)),
    ...serious(facts.outside, (list) => t('Outside the workspace: {0}', list)),
    ...serious(facts.network, (list) => t('Uses the network: {0}', list)),
    ...serious(facts.elevated, (list) => t('With other rights or on another machine: {0}', list)),
    ...(facts.runsText ? [{ text: t('Runs text that is not shown here.'), isSerious: true }] : []),
    ...plain(facts.writes, (list) => t('Writes: {0}', list)),
    ...plain(facts.reads, (list) => t('Reads: {0}', list)),
    ...plain(facts.commands.length < 2 ? [] : facts.commands, (list) => t('Runs in this order: {0}', list)),
  ];
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name.replaceAll('`', 'ˋ')}\``).join(', ');
}
