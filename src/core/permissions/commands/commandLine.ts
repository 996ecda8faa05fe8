// What a command line consists of, whatever its shell: every part that runs or changes something, flat and in order. A part is a
// simple command; a bare assignment, the redirect of a group and the definition of a function are parts without words.

/** One word of a simple command. */
export interface Word {
  /** As written, quotes included. */
  readonly source: string;
  /** What the program gets; absent where only the shell knows it when it runs. */
  readonly text?: string;
  /** True for a pattern of file names, which `text` holds as written. */
  readonly isPattern?: boolean;
  /** True where the shell puts a home folder for the `~` at the start. */
  readonly isHome?: boolean;
  /** True for the path that `find` puts in: one word, at or below the places where it looks. */
  readonly isFound?: boolean;
}

export interface Redirect {
  /** `text`: a here-document or here-string. `duplicate`: of another descriptor. */
  readonly kind: 'read' | 'write' | 'duplicate' | 'text';
  /** The file; absent for `duplicate`. For `text` what the program reads. */
  readonly target?: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value?: Word;
}

export interface CommandPart {
  /** Words, assignments and redirects as written, with one space between them. */
  readonly source: string;
  readonly words: readonly Word[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** The name of the function that this part defines; what it would run are parts of their own. */
  readonly defines?: string;
  /** For a program that runs another one. */
  readonly wrapper?: WrapperView;
}

/** What is known of a program that runs another one, such as `sudo` or `xargs`. */
export interface WrapperView {
  /**
   * `plain`: changes nothing about what runs. `elevated`: with other rights or elsewhere. `opaque`: what runs can't be told from the
   * line.
   */
  readonly kind: 'plain' | 'elevated' | 'opaque';
  /** What it runs; each may wrap again. */
  readonly inner: readonly InnerPart[];
}

export interface InnerPart {
  readonly part: CommandPart;
  /** Where its program stands among the words of the wrapper; absent where it stands inside of a word. */
  readonly at?: number;
}

export interface CommandLine {
  readonly parts: readonly CommandPart[];
  /** True where something goes on after the line has ended. */
  readonly inBackground: boolean;
  /**
   * Present where the whole line is pipelines with `&&` between them, each of plain commands: how many parts each has. What stands
   * behind such a `&&` runs only when all before has succeeded.
   */
  readonly chain?: readonly number[];
}

export type UnparsableReason =
  /** More characters, operators or nesting than are looked at. */
  | 'too_long'
  | 'hidden_characters'
  /** The grammar has no place for it. */
  | 'syntax'
  /** Valid, but nothing here knows what it does. */
  | 'not_understood'
  /** It runs text that it makes itself, such as `… | sh`, so that deny rules can't be checked. */
  | 'runs_text'
  /** No grammar for the shell that runs it. */
  | 'unknown_shell'
  /** The grammar could not be loaded. */
  | 'no_grammar';

export interface UnparsableLine {
  readonly unparsable: UnparsableReason;
}

export type ParsedLine = CommandLine | UnparsableLine;

export function isParsed(line: ParsedLine): line is CommandLine {
  return !('unparsable' in line);
}

/** The parts of a line and, behind each, what it wraps. */
export function allParts(line: CommandLine): readonly CommandPart[] {
  const parts: CommandPart[] = [];
  const add = (part: CommandPart): void => {
    parts.push(part);
    for (const { part: inner } of part.wrapper?.inner ?? []) add(inner);
  };
  for (const part of line.parts) add(part);
  return parts;
}

/** The name of the program without its folder; undefined where it is not known. */
export function programOf(part: CommandPart): string | undefined {
  const [name] = part.words;
  return name?.text === undefined || name.isPattern === true ? undefined : name.text.replace(/^.*[\\/]/s, '');
}

/** Thrown inside of the parsers only. */
export class Unparsable extends Error {
  override readonly name = 'Unparsable';

  constructor(readonly reason: UnparsableReason) {
    super(reason);
  }
}
