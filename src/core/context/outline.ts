// The declarations of a file, read from its lines without a parser: good enough to find where something is declared. An editor's own symbols
// take its place where there is one.

export interface OutlineSymbol {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** Last line, included. */
  readonly endLine: number;
}

const DECLARATION =
  /^(\s*)(?:@\w+\s+)?(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|sealed|async|pub(?:\([^)]*\))?|unsafe|data|open|override)\s+)*(?:class|interface|struct|enum|trait|impl|type|def|fn|func|function\*?|fun|module|namespace|record|protocol|object|model|message|table)\s+(?:\([^)]*\)\s*)?([A-Za-z_$][\w$]*)/i;
const BINDING = /^()(?:export\s+)?(?:const|let|var|val)\s+([A-Za-z_$][\w$]*)\s*[:=]/;
const SQL =
  /^(\s*)create\s+(?:or\s+replace\s+)?(?:table|view|function)\s+(?:if\s+not\s+exists\s+)?["`[]?([\w.]+)/i;

export function outlineOf(text: string): readonly OutlineSymbol[] {
  const lines = text.split('\n');
  const found = lines.flatMap((line, index) => {
    const match = DECLARATION.exec(line) ?? BINDING.exec(line) ?? SQL.exec(line);
    return match === null ? [] : [{ name: match[2] ?? '', line: index + 1, indent: (match[1] ?? '').length }];
  });
  return found.map(({ name, line, indent }, index) => {
    const next = found.slice(index + 1).find((other) => other.indent <= indent);
    return { name, line, endLine: lastLine(lines, line, next === undefined ? lines.length : next.line - 1) };
  });
}

/** Without the blank lines at the end. */
function lastLine(lines: readonly string[], first: number, last: number): number {
  let end = last;
  while (end > first && (lines[end - 1] ?? '').trim() === '') end -= 1;
  return end;
}
