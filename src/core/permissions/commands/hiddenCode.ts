// Where a line runs what can't be read from its words: a program whose name only the shell knows, text that is made on the way, code of
// another language. Allow rules don't need this; deny and ask rules must not be passed by it.
import { crudeSegments } from '../commandLine';
import { allParts, programOf } from './commandLine';
import type { CommandLine, CommandPart } from './commandLine';

/** True where a part of the line may run text that comes from anywhere: `echo rm x | sh`, `$a x`, `let 'a[$(rm x)]'`. */
export function runsText(line: CommandLine): boolean {
  return allParts(line).some(
    (part) =>
      (part.wrapper?.kind === 'opaque' && !readsFile(part)) || isUnknownProgram(part) || evaluatesIndex(part),
  );
}

/** What the code in the words and inputs of a part may run, crudely; empty where there is none. */
export function codeTexts(part: CommandPart): readonly string[] {
  const program = programOf(part)?.replace(/\.exe$/i, '') ?? '';
  if (!CODE_PROGRAMS.test(program)) return [];
  const inputs = part.redirects.flatMap(({ kind, target }) =>
    kind === 'text' ? [target?.text ?? target?.source ?? ''] : [],
  );
  const words = part.words.slice(1).map(({ text, source }) => text ?? source);
  // `!` of editors, `=` of options, the `e` of sed.
  const codes = [...words.filter((word) => /\s/.test(word)), ...inputs];
  return codes.flatMap((code) => crudeSegments(code.replace(/[!:=,]|(?:^|[\d$/;}])\s*e(?=\s)/g, ';')));
}

/** A file that is read by the shell is a program like others; what is no file is not known. */
function readsFile(part: CommandPart): boolean {
  const file = part.words[1]?.text;
  return (
    /^(?:source|\.)$/.test(programOf(part) ?? '') && file !== undefined && !/^\/(?:dev|proc)\//.test(file)
  );
}

/** `$x`, `"$@"`, `$(…)`, `/bin/r?`: the words of the line don't say what runs. */
function isUnknownProgram({ words }: CommandPart): boolean {
  const [name] = words;
  return name !== undefined && (name.text === undefined || name.isPattern === true);
}

/** bash evaluates what stands in an index, also of an index that is text. */
function evaluatesIndex(part: CommandPart): boolean {
  const values = part.assignments.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const words = EVALUATING.has(programOf(part) ?? '') ? part.words.slice(1) : [];
  return [...values, ...words].some(({ text, source }) => /\[[^\]]*(?:\$\(|`)/s.test(text ?? source));
}

const EVALUATING: ReadonlySet<string> = new Set(
  'let printf test [ [[ read unset declare typeset local export readonly wait mapfile readarray getopts'.split(
    ' ',
  ),
);

/** Languages, editors, and programs with options that name a command. */
const CODE_PROGRAMS =
  /^(?:perl|python|ruby|php|lua|node|deno|bun|tclsh|expect|osascript|[gmn]?awk|g?make|n?vim?|ex|ed|emacs|g?sed|bsdtar|g?tar|rsync|scp|sftp|ssh|man|rg|sort|zip|gdb|sqlite3|psql|mysql)[\d.]*$/;
