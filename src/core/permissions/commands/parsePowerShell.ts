// From PowerShell's syntax tree to the parts of a line: pipelines and lists of commands, also inside of parentheses and script blocks.
// Expressions that call methods, assign or splat have no meaning here: the line is unparsable.
import { Unparsable, programOf } from './commandLine';
import type { CommandLine, CommandPart, Redirect, Word } from './commandLine';
import type { SyntaxNode } from './syntaxTree';

/** Throws `Unparsable`. */
export function parsePowerShell(root: SyntaxNode, text: string): CommandLine {
  if (MISREAD.test(text)) throw new Unparsable('not_understood');
  const reader = new PowerShellReader(text);
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
  ...['script_block', 'script_block_body', 'comment'],
]);

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

  constructor(private readonly text: string) {}

  statement(node: SyntaxNode): void {
    if (node.type === 'command') return this.command(node);
    if (STATEMENTS.has(node.type)) {
      for (const child of node.children) if (child.isNamed) this.statement(child);
      return;
    }
    // A value by itself is only printed.
    this.expression(node);
  }

  private expression(node: SyntaxNode): void {
    if (node.type === 'command' || STATEMENTS.has(node.type)) return this.statement(node);
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
    if (text === undefined) return { source };
    const isPattern = /[*?[]/.test(text) && !/^['"]/.test(source);
    return { source, text, ...(isPattern ? { isPattern } : {}) };
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
