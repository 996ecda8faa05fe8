// The head of a Markdown file: YAML between two lines of `---`. Heads of plain lines, which most are, are read without the YAML parser,
// so that nothing is loaded for them; whatever is not plain goes to the parser.

/** A file with a head. `bodyLine`: the 1-based line on which the body begins. */
export interface HeadedText {
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly bodyLine: number;
}

/** The file has a head that can't be read. `line` is 1-based. */
export class FrontmatterError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
    this.name = 'FrontmatterError';
  }
}

/** Undefined for a text without a head. Throws {@link FrontmatterError} for a head that is no YAML mapping. */
export async function parseFrontmatter(text: string): Promise<HeadedText | undefined> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  if (lines[0]?.trimEnd() !== '---') return undefined;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) return undefined;
  const head = lines.slice(1, end);
  return {
    head: plainHead(head) ?? (await yamlHead(head)),
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
    bodyLine: end + 2,
  };
}

const KEY_LINE = /^([A-Za-z][\w-]*):[ \t]+(\S.*?)[ \t]*$/;
/** A word or words that YAML reads as text, whatever its version. */
const PLAIN_TEXT = /^[A-Za-z/~][^\r\n]*$/;
const NO_TEXT = /:\s|:$|\s#|^(?:true|false|yes|no|on|off|null|y|n|~)$/i;
const VERSION = /^\d+\.\d+\.\d+$/;
const LIST = /^\[([^[\]{}"'#:&*!|>%@`]*)\]$/;

function plainHead(lines: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const head = new Map<string, unknown>();
  for (const line of lines) {
    if (line.trim() === '') continue;
    const [, key, written] = KEY_LINE.exec(line) ?? [];
    if (key === undefined || written === undefined || head.has(key)) return undefined;
    const value = plainValue(written);
    if (value === undefined) return undefined;
    head.set(key, value);
  }
  return Object.fromEntries(head);
}

function plainValue(written: string): unknown {
  if (written === 'true' || written === 'false') return written === 'true';
  if (VERSION.test(written)) return written;
  const [, inside] = LIST.exec(written) ?? [];
  if (inside === undefined) return isPlainText(written) ? written : undefined;
  const items = inside.split(',').map((item) => item.trim());
  return items.every((item) => /^[A-Za-z]/.test(item) && isPlainText(item)) ? items : undefined;
}

function isPlainText(written: string): boolean {
  return PLAIN_TEXT.test(written) && !NO_TEXT.test(written);
}

async function yamlHead(lines: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  // A head is small: what expands into more than that is meant to harm.
  const document = parseDocument(lines.join('\n'), { lineCounter, schema: 'core', uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new FrontmatterError(
      `The head of the file is no valid YAML: ${error.message.split('\n')[0] ?? error.code}`,
      line + 1,
    );
  }
  const value = valueOf(() => document.toJS({ maxAliasCount: 20 }));
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new FrontmatterError('The head of the file is no list of "key: value" lines.', 2);
  }
  return value as Record<string, unknown>; // A mapping with keys of text: `toJS` makes nothing else of one.
}

function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FrontmatterError(`The head of the file can not be read: ${reason}`, 2);
  }
}
