// Pictures that go along with a prompt, from the clipboard or by drop.
import { ATTACHMENT_COUNT_LIMIT, ATTACHMENT_LIMIT } from '../../src/protocol/messages';
import type { PromptAttachment } from '../../src/protocol/messages';
import { t } from '../l10n';

export interface PickedAttachments {
  readonly attachments: readonly PromptAttachment[];
  /** One sentence for each file that was left out. */
  readonly problems: readonly string[];
}

/** Reads picture files; `alreadyAttached` counts against the limit. */
export async function readAttachments(
  files: readonly File[],
  alreadyAttached: number,
): Promise<PickedAttachments> {
  const attachments: PromptAttachment[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const mediaType = mediaTypeOf(file.type);
    if (mediaType === undefined) {
      problems.push(t('{0} is not a PNG, JPEG, GIF or WebP picture.', file.name || t('The file')));
    } else if (alreadyAttached + attachments.length >= ATTACHMENT_COUNT_LIMIT) {
      problems.push(t('At most {0} pictures go along with one prompt.', ATTACHMENT_COUNT_LIMIT));
      break;
    } else if ((file.size * 4) / 3 > ATTACHMENT_LIMIT) {
      problems.push(t('{0} is larger than 7 MB.', file.name || t('The picture')));
    } else {
      attachments.push({ name: file.name || 'picture', mediaType, data: await readBase64(file) });
    }
  }
  return { attachments, problems };
}

function mediaTypeOf(type: string): PromptAttachment['mediaType'] | undefined {
  switch (type) {
    case 'image/png':
    case 'image/jpeg':
    case 'image/gif':
    case 'image/webp':
      return type;
    default:
      return undefined;
  }
}

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () =>
      reject(reader.error ?? new Error(t('The picture could not be read.'))),
    );
    reader.readAsDataURL(file);
  });
}
