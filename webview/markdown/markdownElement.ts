// <planwright-markdown>: shows a Markdown text that may still grow. It manages its own nodes: blocks that did not change stay as they
// are, with their selection and scroll position.
import type { PanelContext } from '../panelContext';
import { BlockStream } from './blockStream';
import type { MarkdownBlock } from './blockStream';
import { codeOf, copyCode, createCodeBlock, growCodeBlock } from './codeBlock';
import { linkTarget } from './links';
import { renderToken } from './renderMarkdown';
import { sanitize } from './sanitize';

export class MarkdownElement extends HTMLElement {
  /** Set by the row that holds the text. */
  context: PanelContext | undefined;
  #stream = new BlockStream();
  /** Of a text that is complete they are forgotten: they weigh many times what the text does. */
  #blocks: readonly MarkdownBlock[] = [];
  #isDrawn = false;
  #text = '';
  #isStreaming = true;

  constructor() {
    super();
    this.addEventListener('click', (event) => this.#activate(event));
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && isLink(event.target)) this.#activate(event);
    });
  }

  /** Shows the text; `isStreaming` says that more may come. */
  show(text: string, isStreaming: boolean): void {
    if (text === this.#text && isStreaming === this.#isStreaming && this.#isDrawn) return;
    this.#text = text;
    this.#isStreaming = isStreaming;
    const blocks = this.#stream.update(text, !isStreaming);
    blocks.forEach((block, index) => this.#draw(block, index));
    while (this.children.length > blocks.length) this.lastElementChild?.remove();
    this.#isDrawn = true;
    this.#blocks = isStreaming ? blocks : [];
    if (!isStreaming) this.#stream = new BlockStream();
  }

  #draw(block: MarkdownBlock, index: number): void {
    const earlier = this.#blocks[index];
    const node = this.children[index];
    if (block === earlier && node !== undefined) return;
    if (
      node !== undefined &&
      earlier?.token.type === 'code' &&
      block.token.type === 'code' &&
      languageOf(earlier) === languageOf(block) &&
      growCodeBlock(node, textOf(block))
    ) {
      return;
    }
    const fresh = createBlock(block);
    if (node === undefined) this.append(fresh);
    else node.replaceWith(fresh);
  }

  #activate(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const copy = event.target.closest<HTMLElement>('[data-action="copy"]');
    if (copy !== null) {
      void copyCode(copy);
      return;
    }
    const insert = event.target.closest<HTMLElement>('[data-action="insert"]');
    if (insert !== null) {
      this.context?.host.post({ type: 'code/insert', text: codeOf(insert) });
      return;
    }
    const address = event.target.closest<HTMLElement>('[data-link]')?.dataset['link'];
    const target = address === undefined ? undefined : linkTarget(address);
    if (target === undefined) return;
    event.preventDefault();
    if (target.kind === 'web') this.context?.host.post({ type: 'link/open', url: target.url });
    else {
      this.context?.host.post({
        type: 'file/open',
        path: target.path,
        ...(target.line === undefined ? {} : { line: target.line }),
      });
    }
  }
}

function createBlock(block: MarkdownBlock): HTMLElement {
  if (block.token.type === 'code') return createCodeBlock(languageOf(block), textOf(block));
  const holder = document.createElement('div');
  holder.className = 'markdown-block';
  holder.append(sanitize(renderToken(block.token)));
  // Code inside lists and quotes gets the same header as at the top level.
  for (const pre of holder.querySelectorAll('pre')) {
    pre.replaceWith(createCodeBlock('', (pre.textContent ?? '').replace(/\n$/, '')));
  }
  return holder;
}

function languageOf(block: MarkdownBlock): string {
  const { token } = block;
  return 'lang' in token && typeof token.lang === 'string' ? (token.lang.split(/\s/, 1)[0] ?? '') : '';
}

function textOf(block: MarkdownBlock): string {
  return 'text' in block.token && typeof block.token.text === 'string' ? block.token.text : '';
}

function isLink(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-link]') !== null;
}

customElements.define('planwright-markdown', MarkdownElement);
