// A syntax tree as plain values, copied from the grammar's own memory within limits.
import type { Tree } from 'web-tree-sitter';
import { Unparsable } from './commandLine';

export interface SyntaxNode {
  readonly type: string;
  /** False for the signs and reserved words of the grammar. */
  readonly isNamed: boolean;
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** More nodes than this are not looked at. */
export const MAX_NODES = 20_000;
/** Deeper trees are not looked at; what follows may descend by calling itself. */
export const MAX_DEPTH = 250;

/** Throws `Unparsable` for a tree with errors, or a larger one. */
export function copyTree(tree: Tree): SyntaxNode {
  if (tree.rootNode.hasError) throw new Unparsable('syntax');
  if (tree.rootNode.descendantCount > MAX_NODES) throw new Unparsable('too_long');
  const cursor = tree.walk();
  try {
    const path: { readonly children: SyntaxNode[] }[] = [{ children: [] }];
    for (;;) {
      if (cursor.nodeIsMissing) throw new Unparsable('syntax');
      const children: SyntaxNode[] = [];
      path.at(-1)?.children.push({
        type: cursor.nodeType,
        isNamed: cursor.nodeIsNamed,
        start: cursor.startIndex,
        end: cursor.endIndex,
        children,
      });
      if (cursor.gotoFirstChild()) {
        path.push({ children });
        if (path.length > MAX_DEPTH) throw new Unparsable('too_long');
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) {
          const root = path[0]?.children[0];
          if (root === undefined) throw new Unparsable('syntax');
          return root;
        }
        path.pop();
      }
    }
  } finally {
    cursor.delete();
  }
}
