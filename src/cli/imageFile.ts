import { readFile } from 'node:fs/promises';
import type { ImageMediaType } from '../core/model/message';
import type { Attachment } from '../core/session/sessionOptions';
import { UsageError } from './usageError';

/** Reads a picture for the prompt. Its type is told by its first bytes, not by its name. Throws `UsageError`. */
export async function readImageFile(file: string): Promise<Attachment> {
  let data: Uint8Array;
  try {
    data = await readFile(file);
  } catch (error) {
    throw new UsageError(`--image ${file} could not be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const mediaType = imageType(data);
  if (!mediaType) throw new UsageError(`--image ${file} is not a PNG, JPEG, GIF or WebP picture.`);
  return { data, mediaType };
}

/** The type of a picture by its signature; undefined for anything else. */
export function imageType(data: Uint8Array): ImageMediaType | undefined {
  if (startsWith(data, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith(data, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(data, ascii('GIF87a')) || startsWith(data, ascii('GIF89a'))) return 'image/gif';
  if (startsWith(data, ascii('RIFF')) && startsWith(data.subarray(8), ascii('WEBP'))) return 'image/webp';
  return undefined;
}

function ascii(text: string): readonly number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function startsWith(data: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => data[index] === byte);
}
