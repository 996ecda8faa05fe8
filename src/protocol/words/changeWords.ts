// What a proposed change is and what became of it since: the same words in the side bar and in the panel.
import type { Translate } from './permissionWords';

interface ChangedFile {
  readonly kind: 'edited' | 'created' | 'renamed' | 'deleted' | 'opaque';
  readonly isOpaque?: boolean | undefined;
  readonly changedSince?: 'certainly' | 'perhaps' | undefined;
}

/** @param from the name that it had, where it was renamed */
export function kindWords({ kind }: Pick<ChangedFile, 'kind'>, from: string, t: Translate): string {
  switch (kind) {
    case 'edited':
      return '';
    case 'created':
      return t('new');
    case 'deleted':
      return t('deleted');
    case 'renamed':
      return t('renamed from {0}', from);
    case 'opaque':
      return t('binary or too large');
  }
}

/** For a file whose kind does not say so. Such a file is in no diff of many files, since the editor leaves it out there. */
export function opaqueWords({ isOpaque, kind }: ChangedFile, t: Translate): string {
  return isOpaque === true && kind !== 'opaque' ? t('binary or too large') : '';
}

/** For eyes; empty where nobody else changed it. */
export function sinceWords({ changedSince }: Pick<ChangedFile, 'changedSince'>, t: Translate): string {
  return changedSince === undefined ? '' : t('changed since');
}

/** The whole of it, for screen readers and tooltips. */
export function fullSinceWords({ changedSince }: Pick<ChangedFile, 'changedSince'>, t: Translate): string {
  switch (changedSince) {
    case undefined:
      return '';
    case 'certainly':
      return t('changed by others since');
    case 'perhaps':
      return t('perhaps changed by others since the command was cut off');
  }
}

/** What became of a hunk since it was made. */
export function hunkNotes(
  hunk: { readonly isEdited: boolean; readonly isBaseChanged?: boolean | undefined },
  t: Translate,
): readonly string[] {
  return [
    ...(hunk.isBaseChanged === true ? [t('the text below it changed')] : []),
    ...(hunk.isEdited ? [t('edited by you')] : []),
  ];
}
