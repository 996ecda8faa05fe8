// Finds words that a person would read and that are not asked for by `t`: in templates of the panel, and where the host hands words to
// the editor. It knows the usual places, not every way to bring words to the screen.
import ts from 'typescript';

/** Attributes, and options of our own helpers and the editor's, whose value is read. */
const READ_NAMES: ReadonlySet<string> = new Set([
  'title',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'alt',
  'label',
  'placeholder',
  'tooltip',
  'accessibleName',
  'placeHolder',
  'prompt',
  'detail',
  'description',
]);
/** Calls that show their texts. */
const SHOWING = /^(window\.(show(Information|Warning|Error)Message|setStatusBarMessage)|prompts\.push)$/;
/** Functions and classes whose argument at this place is read. */
const READ_ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ['iconButton', 1],
  ['PersonError', 0],
  ['showInputBox', 0],
]);
/** Hole of a template, a character that no text has. */
const HOLE = '\ue000';

/** The words with their places, such as `webview/a.ts:3: Send`. */
export function untranslatedTexts(name: string, text: string): readonly string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node, words: string): void => {
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    found.push(`${name}:${line}: ${words.trim()}`);
  };
  const readExpression = (node: ts.Expression): void => {
    for (const literal of literalsOf(node)) {
      if (hasWords(literal.words)) report(literal.node, literal.words);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === 'html') {
      readTemplate(node.template, report, readExpression);
    } else if (ts.isPropertyAssignment(node) && isRead(node.name)) {
      readExpression(node.initializer);
    } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const callee = node.expression.getText(file);
      const all = node.arguments ?? [];
      if (SHOWING.test(callee)) all.forEach(readExpression);
      const at = all[READ_ARGUMENTS.get(callee) ?? -1];
      if (at !== undefined) readExpression(at);
    } else if (ts.isBinaryExpression(node) && isReadAssignment(node)) {
      readExpression(node.right);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

interface Literal {
  readonly node: ts.Node;
  readonly words: string;
}

/** The texts that an expression may come to; what a call makes of its arguments is the call's business. */
function literalsOf(node: ts.Expression): readonly Literal[] {
  if (ts.isStringLiteralLike(node)) return [{ node, words: node.text }];
  if (ts.isTemplateExpression(node)) {
    const words = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ');
    return [{ node, words }, ...node.templateSpans.flatMap(({ expression }) => literalsOf(expression))];
  }
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (ts.isBinaryExpression(node) && !isComparison(node)) {
    return [...literalsOf(node.left), ...literalsOf(node.right)];
  }
  return [];
}

function isComparison({ operatorToken }: ts.BinaryExpression): boolean {
  return ![ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken].includes(
    operatorToken.kind,
  );
}

/** Text nodes, values of attributes that are read, and the expressions in both. */
function readTemplate(
  template: ts.TemplateLiteral,
  report: (node: ts.Node, words: string) => void,
  readExpression: (node: ts.Expression) => void,
): void {
  const spans = ts.isTemplateExpression(template) ? template.templateSpans : [];
  const head = ts.isTemplateExpression(template) ? template.head.text : template.text;
  const html = [head, ...spans.map(({ literal }) => literal.text)].join(HOLE);
  let hole = 0;
  const readPart = (part: string, isReadPart: boolean): void => {
    if (isReadPart && hasWords(part)) report(template, part);
    for (const character of part) {
      if (character !== HOLE) continue;
      const expression = spans[hole++]?.expression;
      if (isReadPart && expression !== undefined) readExpression(expression);
    }
  };
  // A tag with its attributes, or the text up to the next one; "<" in text is written "&lt;".
  for (const [piece] of html.matchAll(/<!--[^]*?-->|<[^>]*>|[^<]+/g)) {
    if (!piece.startsWith('<')) {
      readPart(piece.replaceAll(/&\w+;|&#\d+;/g, ' '), true);
      continue;
    }
    let rest = 0;
    for (const match of piece.matchAll(/([.@?]?[\w-]+)=("[^"]*"|'[^']*'|[^\s"'>]+)/g)) {
      const [whole, attribute = '', value = ''] = match;
      readPart(piece.slice(rest, match.index), false);
      readPart(value.replaceAll(/&\w+;|&#\d+;/g, ' '), READ_NAMES.has(attribute.replace('.', '')));
      rest = match.index + whole.length;
    }
    readPart(piece.slice(rest), false);
  }
}

function isRead(name: ts.PropertyName): boolean {
  return (ts.isIdentifier(name) || ts.isStringLiteral(name)) && READ_NAMES.has(name.text);
}

/** `element.title = …` and its like. */
function isReadAssignment({ left, operatorToken }: ts.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(left) &&
    (READ_NAMES.has(left.name.text) || left.name.text === 'textContent')
  );
}

/** Names, icons and keys of ours are the same in every language. */
function hasWords(text: string): boolean {
  const words = text.replaceAll(/Planwright|\$\([\w~-]+\)/g, '').replaceAll(HOLE, ' ');
  return /\p{Letter}{2}/u.test(words);
}
