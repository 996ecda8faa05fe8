import { t } from '../l10n';

/** Builds a code block with a header that names the language and copies the text. */
export function createCodeBlock(language: string, text: string): HTMLElement {
  const block = document.createElement('div');
  block.className = 'code-block';
  const header = document.createElement('div');
  header.className = 'code-header';
  const name = document.createElement('span');
  name.className = 'code-language';
  name.textContent = language;
  header.append(
    name,
    headerButton('copy', 'copy', t('Copy'), language === '' ? t('Copy code') : t('Copy {0} code', language)),
    headerButton('insert', 'insert', t('Insert at the cursor'), t('Insert at the cursor')),
  );
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.setAttribute('aria-label', language === '' ? t('Code') : t('{0} code', language));
  const code = document.createElement('code');
  code.append(document.createTextNode(text));
  pre.append(code);
  block.append(header, pre);
  return block;
}

function headerButton(action: string, iconName: string, title: string, name: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icon-button';
  button.dataset['action'] = action;
  button.title = title;
  button.setAttribute('aria-label', name);
  const glyph = document.createElement('span');
  glyph.className = `codicon codicon-${iconName}`;
  glyph.setAttribute('aria-hidden', 'true');
  button.append(glyph);
  return button;
}

/** Lets the text of a code block grow; false when the block must be built anew. */
export function growCodeBlock(block: Element, text: string): boolean {
  const node = block.querySelector('code')?.firstChild;
  if (!(node instanceof Text) || !text.startsWith(node.data)) return false;
  node.appendData(text.slice(node.data.length));
  return true;
}

/** The text of the block that holds the button. */
export function codeOf(button: HTMLElement): string {
  return button.closest('.code-block')?.querySelector('code')?.textContent ?? '';
}

/** Copies the text of the block that holds the button, and shows for a moment that it did. */
export async function copyCode(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(codeOf(button));
  const glyph = button.querySelector('.codicon');
  glyph?.classList.replace('codicon-copy', 'codicon-check');
  setTimeout(() => glyph?.classList.replace('codicon-check', 'codicon-copy'), 1_500);
}
