import type { ImageMediaType } from '../model/message';

/** By extension: files that `read` attaches as pictures. */
export function isImagePath(path: string): boolean {
  return /\.(png|jpe?g|gif|webp)$/i.test(path);
}

/** The media type by the first bytes, since a wrong one is refused by every provider; undefined for anything else. */
export function imageTypeOf(bytes: Uint8Array): ImageMediaType | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) {
    return 'image/png';
  }
  if (head.startsWith('\u00ff\u00d8\u00ff')) {
    return 'image/jpeg';
  }
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) {
    return 'image/gif';
  }
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'image/webp' : undefined;
}
