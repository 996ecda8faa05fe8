import { ensureChromium } from './chromium.mjs';
import { ensureEditorServer } from './editorServer.mjs';

/**
 * Everything needed to open the editor in a browser, set up on first use.
 * @returns {Promise<{ node: string, root: string, chromium: string }>}
 */
export async function ensureEditorTools() {
  const server = await ensureEditorServer();
  return { ...server, chromium: await ensureChromium() };
}

export { ensureEditorServer };
