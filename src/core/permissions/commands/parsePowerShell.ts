// From PowerShell's syntax tree to the parts of a line: pipelines and lists of commands, also inside of parentheses and script blocks.
// Expressions that call methods have no meaning here: the line is unparsable. A variable of the line's own may be set, and loops may run,
// as long as no command gets what was set: that could be any word.
import { Unparsable, programOf } from './commandLine';
import type { CommandLine, CommandPart, Redirect, Word } from './commandLine';
import type { SyntaxNode } from './syntaxTree';

/** Throws `Unparsable`. */
export function parsePowerShell(root: SyntaxNode, text: string): CommandLine {
  if (MISREAD.test(text)) throw new Unparsable('not_understood');
  const reader = new PowerShellReader(text, assignedIn(root, text));
  reader.statement(root);
  return { parts: reader.parts, inBackground: false };
}

/**
 * PowerShell takes curly quotes for straight ones, and a line that goes on ends where the next one is empty or begins with a sign; the
 * grammar sees neither.
 */
const MISREAD = /[\u2018-\u201f]|`(?:\r?\n|\r|$)/;

const STATEMENTS: ReadonlySet<string> = new Set([
  ...['program', 'statement_list', 'pipeline', 'pipeline_chain', 'pipeline_chain_tail', 'statement_block'],
  ...['if_statement', 'elseif_clauses', 'elseif_clause', 'else_clause', 'empty_statement'],
  ...['script_block', 'script_block_body', 'comment', 'while_statement', 'while_condition', 'do_statement'],
  ...['for_statement', 'for_initializer', 'for_condition', 'for_iterator'],
]);

/** Kinds of nodes that set the variable at their start. */
const SETTERS: ReadonlySet<string> = new Set([
  ...['post_increment_expression', 'post_decrement_expression'],
  ...['pre_increment_expression', 'pre_decrement_expression'],
]);

/** Variables that change what commands do, but for the two that scripts begin with, which only say how failures are told. */
const SPECIAL =
  /^(?!(?:Error|Progress)(?:Action)?Preference$)(?:PS\w*|\w*Preference|OFS|OutputEncoding|Maximum\w*|_|args|input|this)$/i;

/** Lower-case names of variables that a line sets, wherever in it. Throws `Unparsable` for what is not a plain name. */
function assignedIn(root: SyntaxNode, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'assignment_expression' || SETTERS.has(node.type)) {
      const target = node.children.find(({ isNamed }) => isNamed);
      const own = target === undefined ? undefined : plainName(text.slice(target.start, target.end));
      // Only an assignment is told as one of the environment.
      const isTold = target !== undefined && !SETTERS.has(node.type);
      const name = own ?? (isTold ? environmentName(target, text)?.toLowerCase() : undefined);
      if (name === undefined) throw new Unparsable('not_understood');
      names.add(name);
    }
    if (node.type === 'foreach_statement') {
      const variable = node.children.find(({ type }) => type === 'variable');
      const name = variable === undefined ? undefined : plainName(text.slice(variable.start, variable.end));
      if (name === undefined) throw new Unparsable('not_understood');
      names.add(name);
    }
    node.children.forEach(visit);
  };
  visit(root);
  return names;
}

/** In lower case; undefined for what is no variable of the line's own. */
function plainName(source: string): string | undefined {
  const name = /^\$([A-Za-z_]\w*)$/.exec(source)?.[1];
  return name === undefined || SPECIAL.test(name) ? undefined : name.toLowerCase();
}

/** In upper case, as Windows does not tell the two apart. */
function environmentName(target: SyntaxNode, text: string): string | undefined {
  return /^\$env:([A-Za-z_]\w*)$/i.exec(text.slice(target.start, target.end))?.[1]?.toUpperCase();
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  ...['array_literal_expression', 'unary_expression', 'logical_expression', 'bitwise_expression'],
  ...['comparison_expression', 'additive_expression', 'multiplicative_expression', 'format_expression'],
  ...['range_expression', 'string_literal', 'parenthesized_expression', 'sub_expression'],
  ...['script_block_expression', 'integer_literal', 'decimal_integer_literal', 'real_literal', 'variable'],
  ...['expandable_string_literal', 'verbatim_string_characters', 'comparison_operator', 'braced_variable'],
  'expression_with_unary_operator',
]);

/** What they run can't be told from their words. */
const RUNS_TEXT: ReadonlySet<string> = new Set(
  (
    'iex invoke-expression icm invoke-command saps start start-process start-job sajb cmd cmd.exe powershell powershell.exe pwsh ' +
    'pwsh.exe bash bash.exe sh wsl wsl.exe sudo add-type new-object ipmo import-module set-alias sal new-alias nal import-alias ipal'
  ).split(' '),
);

class PowerShellReader {
  readonly parts: CommandPart[] = [];

  constructor(
    private readonly text: string,
    /** Lower-case names of variables that the line sets. */
    private readonly assigned: ReadonlySet<string>,
  ) {}

  statement(node: SyntaxNode): void {
    if (node.type === 'command') return this.command(node);
    if (node.type === 'assignment_expression') return this.assignment(node);
    if (node.type === 'foreach_statement') return this.foreach(node);
    if (STATEMENTS.has(node.type)) {
      for (const child of node.children) if (child.isNamed) this.statement(child);
      return;
    }
    // A value by itself is only printed.
    this.expression(node);
  }

  /** The value is looked at; a variable of the environment is one for programs, too. */
  private assignment(node: SyntaxNode): void {
    const [target, , ...values] = node.children;
    const name = target === undefined ? undefined : environmentName(target, this.text);
    if (name !== undefined) {
      const source = this.slice(node);
      this.parts.push({ source, words: [], assignments: [{ name }], redirects: [] });
    }
    for (const value of values) this.statement(value);
  }

  private foreach(node: SyntaxNode): void {
    for (const child of node.children) {
      if (child.isNamed && child.type !== 'variable') this.statement(child);
    }
  }

  private expression(node: SyntaxNode): void {
    if (node.type === 'command' || STATEMENTS.has(node.type)) return this.statement(node);
    if (SETTERS.has(node.type)) return;
    if (!EXPRESSIONS.has(node.type)) throw new Unparsable('not_understood');
    for (const child of node.children) if (child.isNamed) this.expression(child);
  }

  private command(node: SyntaxNode): void {
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (const child of node.children) {
      switch (child.type) {
        case 'command_invokation_operator':
          // `. file` runs it here, with its variables and functions.
          if (this.slice(child) !== '&') throw new Unparsable('not_understood');
          break;
        case 'command_name':
        case 'command_name_expr':
          words.push(this.word(child));
          break;
        case 'command_elements':
          this.elements(child, words, redirects);
          break;
        default:
          throw new Unparsable('not_understood');
      }
    }
    if (words.length === 0) throw new Unparsable('not_understood');
    // `1..3` is a value, whatever the grammar takes it for.
    if (words.length === 1 && redirects.length === 0 && /^\d+\.\.\d+$/.test(words[0]?.source ?? '')) return;
    const sources = [
      ...words.map(({ source }) => source),
      ...redirects.map(({ target }) => `> ${target?.source ?? ''}`),
    ];
    const part = { source: sources.join(' '), words, assignments: [], redirects };
    const runsText = RUNS_TEXT.has(programOf(part)?.toLowerCase() ?? '');
    this.parts.push(runsText ? { ...part, wrapper: { kind: 'opaque', inner: [] } } : part);
  }

  private elements(node: SyntaxNode, words: Word[], redirects: Redirect[]): void {
    for (const child of node.children) {
      if (child.type === 'command_argument_sep') continue;
      if (child.type === 'redirection') redirects.push(this.redirect(child));
      else words.push(this.word(child));
    }
  }

  private redirect(node: SyntaxNode): Redirect {
    const target = node.children.find(({ type }) => type === 'redirected_file_name');
    if (target === undefined) {
      if (/^[\d*]>&\d$/.test(this.slice(node))) return { kind: 'duplicate' };
      throw new Unparsable('not_understood');
    }
    const [file] = target.children.filter(({ type }) => type !== 'command_argument_sep');
    if (file === undefined) throw new Unparsable('not_understood');
    const word = this.word(file);
    return word.text === '$null' ? { kind: 'duplicate' } : { kind: 'write', target: word };
  }

  private word(node: SyntaxNode): Word {
    const source = this.slice(node);
    if (source === '$null') return { source, text: source };
    const text = literalOf(source);
    if (text === undefined || !/^['"]/.test(source)) this.nested(node);
    if (text === undefined && this.namesAssigned(source)) throw new Unparsable('not_understood');
    if (text === undefined) return { source };
    const isPattern = /[*?[]/.test(text) && !/^['"]/.test(source);
    return { source, text, ...(isPattern ? { isPattern } : {}) };
  }

  private namesAssigned(source: string): boolean {
    const named = source.matchAll(/[$@]\{?(?:\w+:)?(\w+)/g);
    return [...named].some(([, name = '']) => this.assigned.has(name.toLowerCase()));
  }

  private nested(node: SyntaxNode): void {
    for (const child of node.children) {
      if (!child.isNamed) continue;
      if (child.type === 'generic_token' || child.type === 'command_parameter') continue;
      this.expression(child);
    }
  }

  private slice({ start, end }: SyntaxNode): string {
    return this.text.slice(start, end);
  }
}

/** The value of plain words and of strings without expansions; a comma makes a list, `@` a splat, `--%` ends the grammar. */
function literalOf(source: string): string | undefined {
  if (source.startsWith('--%')) throw new Unparsable('not_understood');
  if (/^[\w.\\/:=+~*?%[\]-]+$/.test(source)) return source;
  if (/^'(?:[^']|'')*'$/.test(source)) return source.slice(1, -1).replaceAll("''", "'");
  return /^"[^"`$]*"$/.test(source) ? source.slice(1, -1) : undefined;
}
