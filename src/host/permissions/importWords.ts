// What an import of permission rules would do, in the person's language. Pure.
import type { ImportedRule, ImportNote, ImportRefusal } from '../../core/permissions/importRules';
import { makeVisible } from '../../core/security/visibleText';
import { t } from '../l10n';
import { listWords } from './permissionRows';

export function noteWords(note: ImportNote): string {
  switch (note) {
    case 'inside_workspace':
      return t('holds inside of the workspace only');
    case 'top_only':
      return t('holds at the top of the workspace only');
    case 'wider':
      return t('meets more than it did');
  }
}

export function refusalWords(refused: ImportRefusal): string {
  switch (refused.code) {
    case 'not_a_rule':
      return t('This is not a rule.');
    case 'no_such_tool':
      return t('There is no tool here that does what `{0}` does.', refused.tool);
    case 'several_commands':
      return t(
        'Its star would reach over several commands, or over a redirect; here each command needs a rule.',
      );
    case 'pattern':
      return t('Its pattern can not be written here so that it allows no more.');
    case 'other_setting':
      return t('This is not a list of rules. Choose the permission mode in the panel.');
  }
}

/** All of it as Markdown: what becomes of each rule, and why some can't be taken over. */
export function importText(file: string, imported: readonly ImportedRule[]): string {
  const taken = imported.flatMap((one) =>
    'rules' in one
      ? [
          `- ${listWords(one.list)}: ${code(one.from)} → ${one.rules.map(code).join(' ')}${one.notes
            .map((note) => ` (${noteWords(note)})`)
            .join('')}`,
        ]
      : [],
  );
  const refused = imported.flatMap((one) =>
    'refused' in one
      ? [
          `- ${one.list === undefined ? '' : `${listWords(one.list)}: `}${code(one.from)}: ${refusalWords(one.refused)}`,
        ]
      : [],
  );
  return [
    `# ${t('Permission rules of {0}', makeVisible(file))}`,
    `## ${t('What each becomes')}`,
    taken.length === 0 ? t('None can be taken over.') : taken.join('\n'),
    ...(refused.length === 0 ? [] : [`## ${t("What can't be taken over")}`, refused.join('\n')]),
    '',
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${makeVisible(text).replaceAll('`', 'ˋ')}\``;
}
