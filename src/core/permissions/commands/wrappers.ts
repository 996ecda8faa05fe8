// Looks through programs that run another program (`sudo`, `xargs`, `find -exec`, `sh -c`, …), so that rules meet what really runs.
import { Unparsable, programOf } from './commandLine';
import type { CommandLine, CommandPart, InnerPart, Word, WrapperView } from './commandLine';
import { OPAQUE, SHELLS, WRAPPERS } from './wrapperTable';
import type { WrapperShape } from './wrapperTable';

/** Reads text that a shell would run. Throws `Unparsable`. */
export type ParseText = (text: string) => CommandLine;

/** Wrappers inside of wrappers. */
export const MAX_WRAPPED = 8;

/** The same line, with what each wrapper runs. */
export function withWrappers(line: CommandLine, parse: ParseText, depth = 0): CommandLine {
  return { ...line, parts: line.parts.map((part) => lookThrough(part, parse, depth)) };
}

function lookThrough(part: CommandPart, parse: ParseText, depth: number): CommandPart {
  const wrapper = wrapperOf(part, parse, depth);
  return wrapper === undefined ? part : { ...part, wrapper };
}

const UNKNOWN: WrapperView = { kind: 'opaque', inner: [] };

function wrapperOf(part: CommandPart, parse: ParseText, depth: number): WrapperView | undefined {
  const program = programOf(part);
  if (program === undefined) return undefined;
  const read = readerOf(program, part);
  if (read === undefined) return undefined;
  if (depth >= MAX_WRAPPED) throw new Unparsable('too_long');
  const view = read(part, parse);
  if (view === undefined) return undefined;
  return {
    ...view,
    inner: view.inner.map((inner) => ({ ...inner, part: lookThrough(inner.part, parse, depth + 1) })),
  };
}

/** The program that starts programs: `/lib64/ld-linux-x86-64.so.2 /bin/rm x`. */
const LOADER = /^ld(?:-[\w-]+)?\.so(?:\.\d+)*$/;

type Read = (part: CommandPart, parse: ParseText) => WrapperView | undefined;

function readerOf(program: string, part: CommandPart): Read | undefined {
  if (SHELLS.has(program)) return readShell;
  if (program === 'eval') return readEval;
  if (program === 'find') return readFind;
  if (program === 'git') return readGit;
  if (OPAQUE.has(program) || LOADER.test(program)) return () => UNKNOWN;
  const shape = WRAPPERS.get(program);
  if (shape === undefined) return undefined;
  const { subcommand } = shape;
  if (subcommand !== undefined && !subcommand.every((word, index) => part.words[index + 1]?.text === word))
    return undefined;
  return (wrapped, parse) => readShape(wrapped, shape, parse);
}

function readShape(part: CommandPart, shape: WrapperShape, parse: ParseText): WrapperView | undefined {
  const { words } = part;
  let index = 1 + (shape.subcommand?.length ?? 0);
  let operands = shape.operands ?? 0;
  let placeholder: string | undefined;
  const assignments: { name: string; value?: Word }[] = [];
  for (; index < words.length; index += 1) {
    const text = words[index]?.text;
    if (text === undefined) return UNKNOWN;
    const isPlaceholder = shape.appends?.placeholder.exec(text);
    if (isPlaceholder?.[1] !== undefined) {
      placeholder = isPlaceholder[1];
      if (placeholder === '') {
        index += 1;
        placeholder = words[index]?.text;
        if (placeholder === undefined) return UNKNOWN;
      }
    } else if (shape.flags?.test(text) === true || text === '--') continue;
    else if (shape.valued?.test(text) === true) index += 1;
    else if (text.startsWith('-')) {
      // `command -v name` looks it up.
      const isLookUp = words[0]?.text === 'command' && /^-[vV]$/.test(text);
      return isLookUp ? undefined : UNKNOWN;
    } else if (shape.assigns === true && /^[A-Za-z_]\w*=/.test(text)) {
      const name = text.slice(0, text.indexOf('='));
      assignments.push({ name, value: { source: text, text: text.slice(name.length + 1) } });
    } else if (operands > 0) operands -= 1;
    else break;
  }
  const rest = words.slice(index);
  if (rest.length === 0) return shape.appends === undefined && assignments.length === 0 ? undefined : UNKNOWN;
  if (shape.inner === 'text') return viewOf(shape.kind, parsed(joined(rest), parse));
  const inner = appended(rest, shape, placeholder);
  const wrapped: InnerPart = { part: { ...commandOf(inner), assignments }, at: index };
  return { kind: shape.kind, inner: [wrapped] };
}

function appended(
  words: readonly Word[],
  shape: WrapperShape,
  placeholder: string | undefined,
): readonly Word[] {
  if (shape.appends === undefined) return words;
  if (placeholder === undefined) return [...words, { source: '…' }];
  return words.map((word) => (word.source.includes(placeholder) ? { source: word.source } : word));
}

/** `sh -c 'text'`; without it the text comes from a file, which is a program like others, or from the input. */
function readShell(part: CommandPart, parse: ParseText): WrapperView | undefined {
  const words = part.words.slice(1);
  const [name] = part.words;
  const isBash = /^(?:.*\/)?(?:ba|da|z|k|a|mk|rba)?sh$/.test(name?.text ?? '');
  for (const [index, { text }] of words.entries()) {
    if (text === undefined) return UNKNOWN;
    if (/^-[a-z]*c$/.test(text)) {
      const code = words[index + 1];
      return isBash ? viewOf('plain', parsed(code?.text, parse)) : UNKNOWN;
    }
    if (/^[-+][eulx]+$/.test(text)) continue;
    if (/^(?:--version|--help)$/.test(text)) return undefined;
    return /^[-+/]/.test(text) ? UNKNOWN : undefined;
  }
  const given = part.redirects.find(({ kind }) => kind === 'text');
  return given === undefined || !isBash ? UNKNOWN : viewOf('plain', parsed(given.target?.text, parse));
}

function readEval(part: CommandPart, parse: ParseText): WrapperView {
  return viewOf('plain', parsed(joined(part.words.slice(1)), parse));
}

/** `git submodule foreach` runs text, `git bisect run` a command. */
function readGit({ words }: CommandPart, parse: ParseText): WrapperView | undefined {
  const at = words.findIndex(
    ({ text }, index) =>
      (text === 'foreach' && words[index - 1]?.text === 'submodule') ||
      (text === 'run' && words[index - 1]?.text === 'bisect'),
  );
  if (at < 0) return undefined;
  const start = words.findIndex(({ text }, index) => index > at && text?.startsWith('-') !== true);
  if (start < 0) return UNKNOWN;
  const rest = words.slice(start);
  if (words[at]?.text === 'run') return { kind: 'elevated', inner: [{ part: commandOf(rest), at: start }] };
  return viewOf('elevated', parsed(joined(rest), parse));
}

/** Each `-exec …` up to its `;` or `+`. */
function readFind(part: CommandPart): WrapperView | undefined {
  const { words } = part;
  const inner: InnerPart[] = [];
  for (let index = 1; index < words.length; index += 1) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(words[index]?.text ?? '')) continue;
    const start = index + 1;
    const end = words.findIndex(
      ({ text }, at) => at > index && (text === ';' || (text === '+' && words[at - 1]?.text === '{}')),
    );
    if (end <= start) return UNKNOWN;
    const found = words.slice(start, end).map((word): Word => {
      if (word.text === '{}') return { source: '{}', isFound: true };
      return word.source.includes('{}') ? { source: word.source } : word;
    });
    inner.push({ part: commandOf(found), at: start });
    index = end;
  }
  return inner.length === 0 ? undefined : { kind: 'plain', inner };
}

function parsed(text: string | undefined, parse: ParseText): readonly InnerPart[] | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  return parse(text).parts.map((part) => ({ part }));
}

function viewOf(kind: 'plain' | 'elevated', inner: readonly InnerPart[] | undefined): WrapperView {
  return inner === undefined ? UNKNOWN : { kind, inner };
}

function joined(words: readonly Word[]): string | undefined {
  const texts = words.map(({ text, isPattern, isHome }) =>
    isPattern === true || isHome === true ? undefined : text,
  );
  return texts.includes(undefined) ? undefined : texts.join(' ');
}

function commandOf(words: readonly Word[]): CommandPart {
  return { source: words.map(({ source }) => source).join(' '), words, assignments: [], redirects: [] };
}
