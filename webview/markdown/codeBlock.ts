/** Builds a code block with a header that names the language and copies the text. */
export function createCodeBlock(language: string, text: string): HTMLElement {
  const block = document.createElement('div');
  block.className = 'code-block';
  const header = document.createElement('div');
  header.className = 'code-header';
  const name = document.createElement('span');
  name.className = 'code-language';
  name.textContent = language;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.className = 'icon-button';
  copy.dataset['action'] = 'copy';
  copy.title = 'Copy';
  copy.setAttribute('aria-label', language === '' ? 'Copy code' : `Copy ${language} code`);
  const glyph = document.createElement('span');
  glyph.className = 'codicon codicon-copy';
  glyph.setAttribute('aria-hidden', 'true');
  copy.append(glyph);
  header.append(name, copy);
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.setAttribute('aria-label', language === '' ? 'Code' : `${language} code`);
  const code = document.createElement('code');
  code.append(document.createTextNode(text));
  pre.append(code);
  block.append(header, pre);
  return block;
}

/** Lets the text of a code block grow; false when the block must be built anew. */
export function growCodeBlock(block: Element, text: string): boolean {
  const node = block.querySelector('code')?.firstChild;
  if (!(node instanceof Text) || !text.startsWith(node.data)) return false;
  node.appendData(text.slice(node.data.length));
  return true;
}

/** Copies the text of the block that holds the button, and shows for a moment that it did. */
export async function copyCode(button: HTMLElement): Promise<void> {
  const text = button.closest('.code-block')?.querySelector('code')?.textContent ?? '';
  await navigator.clipboard.writeText(text);
  const glyph = button.querySelector('.codicon');
  glyph?.classList.replace('codicon-copy', 'codicon-check');
  setTimeout(() => glyph?.classList.replace('codicon-check', 'codicon-copy'), 1_500);
}
