// From bash's syntax tree to the parts of a line. Every kind of node is named here: what is not has no meaning yet, and the line is
// unparsable. Nothing of the text may stand between the leaves of the tree but blanks.
import { collectNested, isWord, readWord } from './bashWords';
import { Unparsable } from './commandLine';
import type { Assignment, CommandLine, CommandPart, Redirect, Word } from './commandLine';
import type { SyntaxNode } from './syntaxTree';

/** Throws `Unparsable`. */
export function parseBash(root: SyntaxNode, text: string): CommandLine {
  if (root.type !== 'program') throw new Unparsable('syntax');
  requireBlankGaps(root, text);
  const reader = new BashReader(text);
  reader.statement(root);
  const { parts, inBackground } = reader;
  const chain = chainOf(root);
  // Where commands stand inside of others, it is not told which part is which.
  const isWhole = chain?.reduce((sum, count) => sum + count, 0) === parts.length;
  return { parts, inBackground, ...(isWhole ? { chain } : {}) };
}

/** How many commands each pipeline has, of pipelines with `&&` between them; undefined for all else. */
function chainOf(node: SyntaxNode): readonly number[] | undefined {
  const inner = node.children.filter(({ type }) => type !== 'comment');
  const [first, sign, last] = inner;
  switch (node.type) {
    case 'command':
      return [1];
    case 'program':
      return inner.length === 1 && first !== undefined ? chainOf(first) : undefined;
    case 'redirected_statement':
      return first === undefined ? undefined : chainOf(first);
    case 'list': {
      if (inner.length !== 3 || first === undefined || last === undefined || sign?.type !== '&&')
        return undefined;
      const [before, after] = [chainOf(first), chainOf(last)];
      return before === undefined || after === undefined ? undefined : [...before, ...after];
    }
    case 'pipeline': {
      const commands = inner.filter(({ type }) => type !== '|');
      const isPlain = commands.every((command) => chainOf(command)?.join() === '1');
      return isPlain && commands.every(({ isNamed }) => isNamed) ? [commands.length] : undefined;
    }
    default:
      return undefined;
  }
}

/** Words that are part of the grammar: where one stands for a program, the tree is not what bash would read. */
export const RESERVED: ReadonlySet<string> = new Set(
  '! { } [[ ]] case coproc do done elif else esac fi for function if in select then until while'.split(' '),
);

const GROUPS: ReadonlySet<string> = new Set([
  ...['program', 'list', 'pipeline', 'subshell', 'if_statement', 'elif_clause', 'else_clause'],
  ...['while_statement', 'do_group', 'negated_command'],
]);

const SIGNS: ReadonlySet<string> = new Set([
  ...['&&', '||', '|', '|&', '&', ';', '\n', ';;', ';&', ';;&', '(', ')', '{', '}', '!'],
  ...['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', 'case', 'in', 'esac'],
  ...['for', 'select', 'function', '((', '))', '$(', '`', '<(', '>('],
]);

interface Draft {
  readonly sources: string[];
  readonly words: Word[];
  readonly assignments: Assignment[];
  readonly redirects: Redirect[];
  /** Statements that the tree keeps inside of a here-document, though they follow its command. */
  readonly after: SyntaxNode[];
}

class BashReader {
  readonly parts: CommandPart[] = [];
  inBackground = false;

  constructor(private readonly text: string) {}

  statement(node: SyntaxNode): void {
    switch (node.type) {
      case 'command':
        return this.command(node, []);
      case 'redirected_statement':
        return this.redirected(node);
      case 'variable_assignment':
      case 'variable_assignments':
      case 'declaration_command':
      case 'unset_command':
      case 'test_command':
        return this.command(node, []);
      case 'compound_statement':
        if (node.children[0]?.type === '((') return this.arithmetic(node);
        return this.statements(node);
      case 'for_statement':
      case 'c_style_for_statement':
        return this.loop(node);
      case 'case_statement':
      case 'case_item':
        return this.choice(node);
      case 'function_definition':
        return this.functionDefinition(node);
      case 'comment':
        return this.comment(node);
      default:
        if (!GROUPS.has(node.type)) throw new Unparsable('not_understood');
        return this.statements(node);
    }
  }

  private readonly onNested = (substitution: SyntaxNode): void => {
    for (const child of substitution.children) {
      // `$(< file)` reads a file without a program.
      if (child.type === 'file_redirect') this.add(this.draft([child]));
      else if (child.isNamed) this.statement(child);
      else this.sign(child);
    }
  };

  private statements(node: SyntaxNode): void {
    for (const child of node.children) {
      if (child.isNamed) this.statement(child);
      else this.sign(child);
    }
  }

  private sign({ type }: SyntaxNode): void {
    if (!SIGNS.has(type)) throw new Unparsable('not_understood');
    if (type === '&') this.inBackground = true;
  }

  private command(node: SyntaxNode, redirects: readonly SyntaxNode[]): void {
    const draft = this.draft(node.type === 'variable_assignment' ? [node] : node.children, node.type);
    this.addRedirects(draft, redirects);
    this.add(draft);
  }

  private redirected(node: SyntaxNode): void {
    const redirects = node.children.filter(({ type }) => isRedirect(type));
    const bodies = node.children.filter(({ type }) => !isRedirect(type));
    const [body] = bodies;
    if (bodies.length > 1) throw new Unparsable('not_understood');
    if (body?.type === 'command' || body?.type === 'test_command') return this.command(body, redirects);
    if (body !== undefined) this.statement(body);
    // The redirects of `a | b 2>&1` stand behind the pipeline in the tree, and belong to its last command.
    const last = body !== undefined && isCommand(lastOf(body)) ? this.parts.pop() : undefined;
    const draft = last === undefined ? emptyDraft() : draftOf(last);
    this.addRedirects(draft, redirects);
    this.add(draft);
  }

  private loop(node: SyntaxNode): void {
    const names = node.children
      .filter(({ type }) => type === 'variable_name')
      .map((name) => this.slice(name));
    const source = node.type === 'for_statement' ? `for ${names.join(' ')}` : 'for ((…))';
    const assignments = names.length === 0 ? [{ name: '((…))' }] : names.map((name) => ({ name }));
    this.add({ ...emptyDraft(), sources: [source], assignments });
    for (const child of node.children) {
      if (child.type === 'variable_name') continue;
      if (child.type === 'do_group' || child.type === 'compound_statement') this.statement(child);
      else if (isWord(child)) readWord(child, this.text, this.onNested);
      else if (child.isNamed) collectNested(child, this.text, this.onNested);
      else this.sign(child.type === ',' ? { ...child, type: ';' } : child);
    }
  }

  private choice(node: SyntaxNode): void {
    let inHead = true;
    for (const child of node.children) {
      if (!child.isNamed) {
        if (child.type === ')') inHead = false;
        else if (child.type !== '|') this.sign(child);
      } else if (child.type === 'case_item') this.statement(child);
      else if (isWord(child) && inHead) readPattern(child, this.text, this.onNested);
      else if (inHead && child.type === 'extglob_pattern')
        readPattern({ ...child, type: 'word' }, this.text, this.onNested);
      else if (!inHead && !isWord(child)) this.statement(child);
      else throw new Unparsable('not_understood');
    }
  }

  private functionDefinition(node: SyntaxNode): void {
    const name = node.children.find(({ type }) => type === 'word');
    if (name === undefined) throw new Unparsable('not_understood');
    const defines = this.slice(name);
    this.parts.push({ source: `${defines}()`, words: [], assignments: [], redirects: [], defines });
    for (const child of node.children) {
      if (child === name) continue;
      if (isRedirect(child.type)) this.add(this.draft([child]));
      else if (child.isNamed) this.statement(child);
      else this.sign(child);
    }
  }

  private arithmetic(node: SyntaxNode): void {
    collectNested(node, this.text, this.onNested);
    const source = this.slice(node);
    if (source.includes('[')) throw new Unparsable('not_understood');
    this.add({ ...emptyDraft(), sources: [source], assignments: [{ name: '((…))' }] });
  }

  private comment(node: SyntaxNode): void {
    const before = this.text.charAt(node.start - 1);
    if (!/^[\s;&|()]?$/.test(before) || !this.slice(node).startsWith('#'))
      throw new Unparsable('not_understood');
  }

  private draft(children: readonly SyntaxNode[], kind = 'command'): Draft {
    const draft = emptyDraft();
    for (const child of children) this.addTo(draft, child, kind);
    return draft;
  }

  private addTo(draft: Draft, node: SyntaxNode, kind: string): void {
    if (node.type === 'command_name') {
      const [inner] = node.children;
      if (node.children.length !== 1 || inner === undefined || !isWord(inner))
        throw new Unparsable('not_understood');
      if (RESERVED.has(this.slice(inner))) throw new Unparsable('not_understood');
      return this.addWord(draft, inner);
    }
    if (node.type === 'variable_assignment') return this.addAssignment(draft, node, kind);
    if (isRedirect(node.type)) return this.addRedirects(draft, [node]);
    if (kind === 'test_command') return this.addTest(draft, node);
    if (kind === 'declaration_command' || kind === 'unset_command') {
      if (node.type === 'variable_name' || !node.isNamed) return this.addLiteral(draft, node);
      if (node.type === 'variable_assignment') return this.addAssignment(draft, node, kind);
    }
    if (!isWord(node)) throw new Unparsable('not_understood');
    this.addWord(draft, node);
  }

  /** What stands between the brackets; `[[` evaluates indexes, and `[` takes `<` and `>` for redirects. */
  private addTest(draft: Draft, node: SyntaxNode): void {
    if (isWord(node)) {
      this.addWord(draft, node);
      const text = draft.words.at(-1)?.text ?? '';
      if (/[[$`]/.test(text)) throw new Unparsable('not_understood');
      return;
    }
    if (node.children.length > 0 && node.isNamed) {
      for (const child of node.children) this.addTest(draft, child);
      return;
    }
    const isBracket = draft.words[0]?.text === '[';
    const source = this.slice(node);
    if (isBracket && /[<>]/.test(source)) throw new Unparsable('not_understood');
    if (node.type === 'regex' && /[$`]\(|`/.test(source)) throw new Unparsable('not_understood');
    this.addLiteral(draft, node);
  }

  private addLiteral(draft: Draft, node: SyntaxNode): void {
    const source = this.slice(node);
    draft.words.push({ source, text: source });
    draft.sources.push(source);
  }

  private addWord(draft: Draft, node: SyntaxNode): void {
    const word = readWord(node, this.text, this.onNested);
    draft.words.push(word);
    draft.sources.push(word.source);
  }

  private addAssignment(draft: Draft, node: SyntaxNode, kind: string): void {
    const [target, , value] = node.children;
    if (target === undefined) throw new Unparsable('syntax');
    // `a[$(…)]=`: an index is evaluated.
    collectNested(target, this.text, this.onNested);
    if (target.type === 'subscript' && /[$`]/.test(this.slice(target)))
      throw new Unparsable('not_understood');
    const name = this.slice(target);
    const word =
      value === undefined || !isWord(value) ? undefined : readWord(value, this.text, this.onNested);
    if (value !== undefined && word === undefined) collectNested(value, this.text, this.onNested);
    draft.assignments.push(word === undefined ? { name } : { name, value: word });
    const source = this.slice(node);
    draft.sources.push(source);
    if (kind !== 'declaration_command') return;
    const text =
      value === undefined ? `${name}=` : word?.text === undefined ? undefined : `${name}=${word.text}`;
    draft.words.push(text === undefined ? { source } : { source, text });
  }

  private addRedirects(draft: Draft, nodes: readonly SyntaxNode[]): void {
    for (const node of nodes) {
      if (node.type === 'heredoc_redirect') this.addHereDocument(draft, node);
      else if (node.type === 'herestring_redirect') {
        const word = node.children.find(isWord);
        if (word === undefined) throw new Unparsable('not_understood');
        draft.redirects.push({ kind: 'text', target: readWord(word, this.text, this.onNested) });
        draft.sources.push(this.slice(node));
      } else this.addFileRedirect(draft, node);
    }
  }

  private addFileRedirect(draft: Draft, node: SyntaxNode): void {
    const operator = node.children.find(({ isNamed }) => !isNamed)?.type ?? '';
    const targets = node.children.filter(({ type }) => type !== 'file_descriptor').filter(isWord);
    const [target] = targets;
    const isClosing = operator === '>&-' || operator === '<&-';
    if (targets.length !== (isClosing ? 0 : 1)) throw new Unparsable('not_understood');
    draft.sources.push(this.slice(node));
    if (target === undefined) {
      draft.redirects.push({ kind: 'duplicate' });
      return;
    }
    const word = readWord(target, this.text, this.onNested);
    if (/^[<>]&$/.test(operator) && /^\d$/.test(word.text ?? '')) draft.redirects.push({ kind: 'duplicate' });
    else if (operator === '<') draft.redirects.push({ kind: 'read', target: word });
    else if (/^(?:>|>>|>\||&>|&>>|>&)$/.test(operator)) draft.redirects.push({ kind: 'write', target: word });
    else throw new Unparsable('not_understood');
  }

  /** The words behind `<<EOF` on the same line belong to it in the tree: pipes, lists, other redirects. */
  private addHereDocument(draft: Draft, node: SyntaxNode): void {
    const find = (type: string): SyntaxNode | undefined => node.children.find((child) => child.type === type);
    const start = find('heredoc_start');
    const body = find('heredoc_body');
    const end = find('heredoc_end');
    if (start === undefined || body === undefined || end === undefined) throw new Unparsable('syntax');
    const mark = /^(['"]?)([A-Za-z_]\w*)\1$/.exec(this.slice(start));
    const name = mark?.[2];
    const isStripped = node.children.some(({ type }) => type === '<<-');
    // Stripped tabs are no part of the body in the tree.
    const first = this.text.lastIndexOf('\n', body.start - 1) + 1;
    const hasBreak = first > start.end && /^\t*$/.test(this.text.slice(first, body.start));
    const lines = this.text.slice(first, end.end).split('\n');
    const isEnd = (line: string): boolean => (isStripped ? line.replace(/^\t+/, '') : line) === name;
    // The first line that is the mark ends it, for bash; it has to be the one of the tree.
    const isWhole = lines.findIndex(isEnd) === lines.length - 1 && /^\n?$/.test(this.text.charAt(end.end));
    if (name === undefined || !isWhole || !hasBreak) {
      throw new Unparsable('not_understood');
    }
    const isQuoted = mark?.[1] !== '';
    if (!isQuoted) collectNested(body, this.text, this.onNested);
    const content = this.text.slice(body.start, end.start).replace(/\t+$/, '');
    if (!isQuoted && /`/.test(content)) throw new Unparsable('not_understood');
    const isKnown = isQuoted || !/[$\\]/.test(content);
    draft.redirects.push({
      kind: 'text',
      target: { source: content, ...(isKnown ? { text: content } : {}) },
    });
    draft.sources.push(`<<${this.slice(start)}`);
    for (const child of node.children) {
      if (child === start || child === body || child === end || /^<<-?$/.test(child.type)) continue;
      if (isRedirect(child.type)) this.addRedirects(draft, [child]);
      else if (isWord(child)) throw new Unparsable('not_understood');
      else draft.after.push(child);
    }
  }

  private add(draft: Draft): void {
    const { sources, words, assignments, redirects } = draft;
    if (sources.length === 0) throw new Unparsable('not_understood');
    this.parts.push({ source: sources.join(' '), words, assignments, redirects });
    for (const node of draft.after) {
      if (node.isNamed) this.statement(node);
      else this.sign(node);
    }
  }

  private slice({ start, end }: SyntaxNode): string {
    return this.text.slice(start, end);
  }
}

function emptyDraft(): Draft {
  return { sources: [], words: [], assignments: [], redirects: [], after: [] };
}

function draftOf({ source, words, assignments, redirects }: CommandPart): Draft {
  return {
    sources: [source],
    words: [...words],
    assignments: [...assignments],
    redirects: [...redirects],
    after: [],
  };
}

function isCommand(type: string): boolean {
  return type === 'command' || type === 'test_command';
}

/** The kind of the last statement in lists, pipelines and negations. */
function lastOf(node: SyntaxNode): string {
  let last: SyntaxNode = node;
  while (last.type === 'list' || last.type === 'pipeline' || last.type === 'negated_command') {
    const child = last.children.at(-1);
    if (child === undefined) break;
    last = child;
  }
  return last.type;
}

function isRedirect(type: string): boolean {
  return type === 'file_redirect' || type === 'heredoc_redirect' || type === 'herestring_redirect';
}

/** Patterns of `case`: nothing runs but what stands in expansions. */
function readPattern(node: SyntaxNode, text: string, onNested: (substitution: SyntaxNode) => void): void {
  collectNested(node, text, onNested);
}

/** Between the leaves only blanks and continued lines: whatever else the grammar passed over, bash might run. */
function requireBlankGaps(root: SyntaxNode, text: string, from = 0, to = text.length): void {
  let end = from;
  const visit = (node: SyntaxNode): void => {
    if (ONE_LINE.has(node.type) && node.children[0]?.type !== '[[') requireOneLine(node, text);
    if (OPAQUE.has(node.type)) requireNestedGaps(node, text);
    else if (node.children.length > 0) {
      for (const child of node.children) visit(child);
      return;
    }
    if (node.start < end) {
      if (node.start === node.end) return;
      throw new Unparsable('not_understood');
    }
    requireBlank(text.slice(end, node.start));
    ({ end } = node);
  };
  visit(root);
  requireBlank(text.slice(end, to));
}

/** The blanks of a string are text, those of a command in it are not. */
function requireNestedGaps({ children }: SyntaxNode, text: string): void {
  for (const child of children) {
    if (/^(?:command|process)_substitution$/.test(child.type))
      requireBlankGaps(child, text, child.start, child.end);
    else requireNestedGaps(child, text);
  }
}

/** The end of a line ends a command, also where the next line begins with one that goes on, which the grammar joins. */
function requireOneLine({ children }: SyntaxNode, text: string): void {
  for (const [index, child] of children.entries()) {
    const before = children[index - 1];
    if (before === undefined || /^(?:heredoc|herestring)_redirect$/.test(before.type)) continue;
    if (text.slice(before.end, child.start).replaceAll('\\\n', '').includes('\n'))
      throw new Unparsable('not_understood');
  }
}

const ONE_LINE: ReadonlySet<string> = new Set([
  ...['command', 'redirected_statement', 'declaration_command', 'unset_command', 'test_command'],
  ...['variable_assignments', 'negated_command', 'file_redirect', 'herestring_redirect'],
]);

function requireBlank(gap: string): void {
  if (!/^(?:[ \t\n]|\\\n)*$/.test(gap)) throw new Unparsable('not_understood');
  // A continued line without a blank joins two words into one, which the tree does not show.
  if (gap !== '' && gap.replaceAll('\\\n', '') === '') throw new Unparsable('not_understood');
}

/** Blanks inside of these are text. */
const OPAQUE: ReadonlySet<string> = new Set(['string', 'heredoc_body', 'regex', 'expansion']);
