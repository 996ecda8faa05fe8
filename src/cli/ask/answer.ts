// What a person typed at a permission question -> an answer. Pure.
import type { ConfirmationAnswer, ConfirmationDetails } from '../../core/permissions/confirmation';
import { canPick } from './pickHunks';

/**
 * `y`es once, `s`ession, `a`lways, `n`o; anything after the `n` is the reason that the model is told. Undefined: not understood,
 * ask again. Where nothing may be remembered, `s` and `a` are not understood either. `h`unks picks from a change with several.
 */
export function parseAnswer(
  typed: string,
  details: ConfirmationDetails,
): ConfirmationAnswer | 'hunks' | undefined {
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const reason = rest.join(' ');
  const key = word.toLowerCase().replace(/[,:.]$/, '');
  if (key === 'n' || key === 'no') return { approved: false, ...(reason ? { reason } : {}) };
  if (reason) return undefined;
  if (key === 'y' || key === 'yes') return { approved: true, remember: 'once' };
  if ((key === 'h' || key === 'hunks') && canPick(details.files)) return 'hunks';
  if (!details.remember) return undefined;
  if (key === 's' || key === 'session') return { approved: true, remember: 'session' };
  if (key === 'a' || key === 'always') return { approved: true, remember: 'always' };
  return undefined;
}

/** The line of choices under a question. */
export function choices(details: ConfirmationDetails): string {
  const remember = details.remember ? '  [s]ession  [a]lways' : '';
  const hunks = canPick(details.files) ? '  [h]unks' : '';
  return `[y]es${remember}${hunks}  [n]o, because ... `;
}
