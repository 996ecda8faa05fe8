// Finds the texts of the sources: every call of `l10n.t` or `t`. The editor's own tool (`@vscode/l10n-dev`) brings a translation client
// and a second parser, and does not know the panel's `t`; the compiler that is here anyway does it in a page.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../setup/paths.mjs';

/** Folders whose texts a person reads in their language. */
const rooms = ['src/host', 'src/protocol/words', 'webview'];

/**
 * @typedef {object} SourceFile
 * @property {string} name Relative to the repository's root, with `/`.
 * @property {string} text
 */

/**
 * @typedef {string | { message: string, comment: string[] }} BundleEntry
 * What stands in `bundle.l10n.json` for a text: the text, with a comment where there is one for the translator.
 */

/**
 * @typedef {object} FoundTexts
 * @property {Record<string, BundleEntry>} bundle By key, in alphabetical order.
 * @property {string[]} problems Calls whose text can't be known, or whose values don't fit; each with its place.
 */

/**
 * All TypeScript sources of the host and the panel.
 * @returns {Promise<SourceFile[]>}
 */
export async function readSources() {
  const files = await Promise.all(
    rooms.map(async (room) => {
      const entries = await readdir(path.join(projectRoot, room), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => path.join(entry.parentPath, entry.name));
    }),
  );
  return Promise.all(
    files.flat().map(async (file) => ({
      name: path.relative(projectRoot, file).replaceAll(path.sep, '/'),
      text: await readFile(file, 'utf8'),
    })),
  );
}

/**
 * The texts of these sources.
 * @param {readonly SourceFile[]} sources
 * @returns {FoundTexts}
 */
export function sourceTexts(sources) {
  /** @type {Map<string, BundleEntry>} */
  const found = new Map();
  /** @type {string[]} */
  const problems = [];
  for (const { name, text } of sources) {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isCallExpression(node) && isTranslation(node)) {
        const place = `${name}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
        const call = readCall(node);
        if (typeof call === 'string') problems.push(`${place}: ${call}`);
        else found.set(call.key, call.entry);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  const keys = [...found.keys()].sort();
  return { bundle: Object.fromEntries(keys.map((key) => [key, found.get(key) ?? key])), problems };
}

/**
 * The names between braces, each once, sorted.
 * @param {string} text
 * @returns {string[]}
 */
export function placeholders(text) {
  return [...new Set([...text.matchAll(/{([^}]+)}/g)].map((match) => match[1] ?? ''))].sort();
}

/**
 * True for a call of `t` or `l10n.t`.
 * @param {ts.CallExpression} call
 * @returns {boolean}
 */
export function isTranslation({ expression }) {
  if (ts.isIdentifier(expression)) return expression.text === 't';
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.name.text === 't' &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'l10n'
  );
}

/**
 * Key and entry of one call, or what is wrong with it.
 * @param {ts.CallExpression} call
 * @returns {{ key: string, entry: BundleEntry } | string}
 */
function readCall({ arguments: [first, ...values] }) {
  if (first !== undefined && ts.isStringLiteralLike(first)) {
    const message = first.text;
    const problem = misfit(message, values);
    return problem ?? { key: message, entry: message };
  }
  if (first === undefined || !ts.isObjectLiteralExpression(first))
    return 'the text is not written in the call';
  const message = propertyOf(first, 'message');
  if (message === undefined || !ts.isStringLiteralLike(message))
    return 'the message is not written in the call';
  const args = propertyOf(first, 'args');
  const given = args === undefined ? [] : ts.isArrayLiteralExpression(args) ? [...args.elements] : [args];
  const problem = misfit(message.text, given);
  if (problem !== undefined) return problem;
  const comment = propertyOf(first, 'comment');
  if (comment === undefined) return { key: message.text, entry: message.text };
  if (!ts.isStringLiteralLike(comment)) return 'the comment is not one text';
  return {
    key: `${message.text}/${comment.text}`,
    entry: { message: message.text, comment: [comment.text] },
  };
}

/**
 * Says so when the values don't fill the placeholders; values given by name are the compiler's business.
 * @param {string} message
 * @param {readonly ts.Expression[]} values
 * @returns {string | undefined}
 */
function misfit(message, values) {
  const [only] = values;
  if (values.length === 1 && only !== undefined && ts.isObjectLiteralExpression(only)) return undefined;
  const wanted = placeholders(message);
  const fits =
    wanted.length === values.length && wanted.every((_name, index) => wanted.includes(String(index)));
  return fits ? undefined : `"${message}" has ${wanted.length} places for ${values.length} values`;
}

/**
 * @param {ts.ObjectLiteralExpression} object
 * @param {string} name
 * @returns {ts.Expression | undefined}
 */
function propertyOf(object, name) {
  const property = object.properties.find(
    (candidate) => ts.isPropertyAssignment(candidate) && candidate.name.getText() === name,
  );
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}
