// Cuts a growing Markdown text into blocks. Only the last blocks can still change; those before are kept as the same objects, so that
// the view redraws only what is new.
import { lexMarkdown } from './renderMarkdown';
import type { BlockToken } from './renderMarkdown';

export interface MarkdownBlock {
  readonly token: BlockToken;
}

/** Blocks at the end that a later character may still join: a list that a blank line interrupts, and what follows it. */
const OPEN_BLOCKS = 2;

export class BlockStream {
  #source = '';
  #settledLength = 0;
  #settled: MarkdownBlock[] = [];
  #blocks: readonly MarkdownBlock[] = [];

  /**
   * The blocks of the text. `source` is the whole text so far; a text that does not continue the last one begins anew. With `isFinal`
   * the text is read as a whole, which also resolves references that were defined late.
   */
  update(source: string, isFinal: boolean): readonly MarkdownBlock[] {
    const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
    if (!text.startsWith(this.#source)) this.#reset();
    this.#source = text;
    const blocks = isFinal ? this.#readAll(text) : this.#readTail(text);
    this.#blocks = blocks.map((block, index) => this.#keep(block, index));
    return this.#blocks;
  }

  #reset(): void {
    this.#settledLength = 0;
    this.#settled = [];
  }

  #readAll(text: string): MarkdownBlock[] {
    return lexMarkdown(text).filter(isShown).map(toBlock);
  }

  #readTail(text: string): MarkdownBlock[] {
    const tail = text.slice(this.#settledLength);
    const tokens = lexMarkdown(tail);
    const shown = tokens.filter(isShown);
    const firstOpen = shown.at(-OPEN_BLOCKS) ?? shown[0];
    const settledNow: BlockToken[] = [];
    let length = 0;
    for (const token of tokens) {
      // A token whose text is not found where it should be can't be settled; reading on from the last sure place is always right.
      if (token === firstOpen || firstOpen === undefined || !tail.startsWith(token.raw, length)) break;
      length += token.raw.length;
      if (isShown(token)) settledNow.push(token);
    }
    const settled = settledNow.map((token, index) =>
      this.#keep(toBlock(token), this.#settled.length + index),
    );
    this.#settled.push(...settled);
    this.#settledLength += length;
    return [...this.#settled, ...shown.slice(settled.length).map(toBlock)];
  }

  /** The earlier object where the text at this place is the same and it was drawn the same. */
  #keep(block: MarkdownBlock, index: number): MarkdownBlock {
    const earlier = this.#blocks[index];
    if (earlier === block) return block;
    return earlier !== undefined &&
      earlier.token.raw === block.token.raw &&
      earlier.token.type === block.token.type &&
      !mayHoldReference(block.token.raw)
      ? earlier
      : block;
  }
}

function toBlock(token: BlockToken): MarkdownBlock {
  return { token };
}

function isShown(token: BlockToken): boolean {
  return token.type !== 'space' && token.type !== 'def';
}

/** `[text][name]` or `[name]` is drawn otherwise once the definition is there. */
function mayHoldReference(raw: string): boolean {
  return /\][^(]|\]$/.test(raw);
}
