// Why a file could not be read or written, in the language of whoever calls.
import type { FileCause } from '../coreTypes';
import type { Translate } from './permissionWords';
import { unknownWords } from './unknownWords';

/** One file; a whole sentence. */
export function fileWords(cause: Exclude<FileCause, { readonly code: 'together' }>, t: Translate): string {
  switch (cause.code) {
    case 'missing':
      return t('{0} does not exist.', cause.path);
    case 'exists':
      return t('{0} exists already.', cause.path);
    case 'directory':
      return t('{0} is a folder, not a file.', cause.path);
    case 'not_directory':
      return t('{0} is not a folder, or lies below a file.', cause.path);
    case 'not_regular':
      return t('{0} is not a regular file.', cause.path);
    case 'too_large':
      return t('{0} is too large.', cause.path);
    case 'over_limit':
      return t('{0} has {1} bytes; at most {2} can be read.', cause.path, cause.bytes, cause.limit);
    case 'stale':
      return t('{0} has changed since it was read.', cause.path);
    case 'unsaved':
      return t('{0} has unsaved text: save it or throw that text away first.', cause.path);
    case 'changed_meanwhile':
      return t('{0} was changed by something else at the same moment.', cause.path);
    case 'not_saved':
      return t(
        '{0} was changed in the editor but could not be saved; the change is there, unsaved.',
        cause.path,
      );
    case 'refused_by_editor':
      return t('The editor refused to change {0}.', cause.path);
    case 'not_agreed':
      return t(
        '{0} was not changed: it is open in the editor, and to change it on disk was refused.',
        cause.path,
      );
    case 'encoding':
      return t(
        '{0} is kept in the encoding {1}, which lacks some character of the new text.',
        cause.path,
        cause.encoding,
      );
    case 'read_only':
      return t('{0} is read-only.', cause.path);
    case 'disk_full':
      return t('{0} could not be written: the disk is full.', cause.path);
    case 'outside':
      return t('{0} is outside the workspace.', cause.path);
    case 'moved':
      return t('{0} now leads to another place.', cause.path);
    case 'leased':
      return t('{0} is being changed by other work, which waits for a file of this one.', cause.path);
    case 'work_ended':
      return t('{0} was not written: the work it belonged to has ended.', cause.path);
    case 'twice':
      return t('{0} is changed twice in one step.', cause.path);
    case 'invalid_path':
      return t('{0} is not a path that can be used here.', cause.path);
    case 'ignored':
      return t('{0} is kept from the agent by .planwrightignore or a deny rule.', cause.path);
    case 'not_stored':
      return t('The content of {0} is not stored any more.', cause.path);
    case 'io':
      return cause.said === undefined
        ? t('{0} could not be read or written.', cause.path)
        : t('{0} could not be read or written ({1}).', cause.path, cause.said);
    case 'untrusted':
      return t('The workspace is not trusted: files can only be read.');
    default:
      return unknownWords(cause, t);
  }
}
