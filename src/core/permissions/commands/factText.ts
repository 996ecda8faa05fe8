// What a command line is known to do, in English, for those who have no other language. One sentence each, the most serious first.
import type { CommandFacts } from './commandFacts';

/** A sentence, and whether it deserves a second look. */
export interface FactText {
  readonly text: string;
  readonly isSerious: boolean;
}

export function factTexts(facts: CommandFacts): readonly FactText[] {
  const line = (isSerious: boolean, words: string, names: readonly string[]): readonly FactText[] =>
    names.length === 0 ? [] : [{ text: `${words}: ${listed(names)}`, isSerious }];
  return [
    ...line(true, 'Deletes', facts.deletes),
    ...line(true, 'Outside the workspace', facts.outside),
    ...line(true, 'Uses the network', facts.network),
    ...line(true, 'With other rights or on another machine', facts.elevated),
    ...(facts.runsText ? [{ text: 'Runs text that is not shown here.', isSerious: true }] : []),
    ...line(false, 'Writes', facts.writes),
    ...line(false, 'Reads', facts.reads),
    ...line(false, 'Runs in this order', facts.commands.length < 2 ? [] : facts.commands),
  ];
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name.replaceAll('`', 'ˋ')}\``).join(', ');
}
