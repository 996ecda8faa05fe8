// The text of a permission question: what would happen, why it asks, what an "always" would cover. Pure.
import { factTexts } from '../../core/permissions/commands/factText';
import type { ConfirmationRequest } from '../../core/permissions/confirmation';
import { fileDiffLines } from '../output/diffText';
import type { Style } from '../output/style';
import { printable } from '../output/printable';

/** Lines to print before the choices. */
export function questionLines(request: ConfirmationRequest, style: Style): readonly string[] {
  const { details, toolName } = request;
  const title = details.command === undefined ? ` ${printable(details.title)}` : '';
  const command = (details.command ?? '').split('\n').filter(Boolean);
  return [
    style.bold(`Allow ${toolName}${title}?`),
    ...command.map((line) => `  ${style.command(`$ ${printable(line)}`)}`),
    ...(details.files ?? []).flatMap((file) => fileDiffLines(file, style)).map((line) => `  ${line}`),
    ...(details.facts === undefined ? [] : factTexts(details.facts)).map(({ text, isSerious }) =>
      isSerious ? style.warning(`  ${printable(text)}`) : style.dim(`  ${printable(text)}`),
    ),
    ...(details.outsideSandbox === undefined
      ? []
      : [style.bold(`  Outside the sandbox, because: ${printable(details.outsideSandbox)}`)]),
    style.dim(`  ${printable(details.reason)}`),
    ...(details.remember ? [style.dim(rememberLine(details.remember.words))] : []),
  ];
}

/** Where an answer may hold again, and what it would cover. */
export function rememberLine(words: string): string {
  return `  session, workspace (this folder, kept in your own files) or always (every folder): ${printable(words)}`;
}
