// Why a file could not be kept, undone or restored, in the language of whoever calls.
import type { RefusalReason } from '../coreTypes';
import type { Translate } from './permissionWords';

/** Words that follow the name of a file. What a file system or an editor said stays as it is. */
export function refusalWords(reason: string, t: Translate): string {
  return knownWords(reason as RefusalReason, t) ?? reason;
}

function knownWords(reason: RefusalReason, t: Translate): string | undefined {
  switch (reason) {
    case 'it is not under review any more':
      return t('it is not under review any more');
    case 'it was changed since':
      return t('it was changed since');
    case 'it was changed at the same moment, or has unsaved text':
      return t('it was changed at the same moment, or has unsaved text');
    case 'it was changed since it was created, and undoing deletes it':
      return t('it was changed since it was created, and undoing deletes it');
    case 'it has unsaved text: save it or throw that text away first':
      return t('it has unsaved text: save it or throw that text away first');
    case 'it has unsaved text that the editor cannot keep byte for byte':
      return t('it has unsaved text that the editor cannot keep byte for byte');
    case 'it is no text any more':
      return t('it is no text any more');
    case 'it is read-only':
      return t('it is read-only');
    case 'its path leads to another place now':
      return t('its path leads to another place now');
    case 'its earlier name is not known':
      return t('its earlier name is not known');
    case 'its content is not stored any more':
      return t('its content is not stored any more');
    case 'its earlier content is not stored any more':
      return t('its earlier content is not stored any more');
    case 'its earlier content could not be stored':
      return t('its earlier content could not be stored');
    case 'its earlier content was too large to be stored':
      return t('its earlier content was too large to be stored');
    case 'the store for earlier contents was full':
      return t('the store for earlier contents was full');
    case 'its content before the command is not known':
      return t('its content before the command is not known');
    case 'it is a link':
      return t('it is a link');
    case 'only contents are recorded':
      return t('only contents are recorded');
    case 'the file is not there any more':
      return t('the file is not there any more');
    case 'there is another file of that name now':
      return t('there is another file of that name now');
    case 'there is another file of its earlier name now':
      return t('there is another file of its earlier name now');
    case 'something that is no file has taken its place':
      return t('something that is no file has taken its place');
    case 'it is being changed by other work':
      return t('it is being changed by other work');
    case 'it is outside the workspace':
      return t('it is outside the workspace');
    case 'the editor refused the change':
      return t('the editor refused the change');
    case 'it was changed in the editor but could not be saved':
      return t('it was changed in the editor but could not be saved');
    case 'its encoding lacks some character of the text':
      return t('its encoding lacks some character of the text');
    case 'the disk is full':
      return t('the disk is full');
    case 'another program has changed the text that it was made on':
      return t('another program has changed the text that it was made on');
    default:
      return undefined;
  }
}
