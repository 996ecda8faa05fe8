// What a person typed at a permission question -> an answer. Pure.
import type { ConfirmationAnswer, ConfirmationDetails } from '../../core/permissions/confirmation';
import { canPick } from './pickHunks';

/**
 * `y`es once, for the `s`ession, for this `w`orkspace, `a`lways, `n`o; anything after the `n` is the reason that the model is told.
 * Undefined: not understood, ask again. Where nothing may be remembered, `s`, `w`, `a` and `r` are not understood either. `r`ule changes
 * what is remembered; `h`unks picks from a change with several.
 */
export function parseAnswer(
  typed: string,
  details: ConfirmationDetails,
): ConfirmationAnswer | 'hunks' | 'rule' | undefined {
  const [word = '', ...rest] = typed.trim().split(/\s+/);
  const reason = rest.join(' ');
  const key = word.toLowerCase().replace(/[,:.]$/, '');
  if (key === 'n' || key === 'no') return { approved: false, ...(reason ? { reason } : {}) };
  if (reason) return undefined;
  if (key === 'y' || key === 'yes') return { approved: true, remember: 'once' };
  if ((key === 'h' || key === 'hunks') && canPick(details.files)) return 'hunks';
  if (!details.remember) return undefined;
  if (key === 's' || key === 'session') return { approved: true, remember: 'session' };
  if (key === 'w' || key === 'workspace') return { approved: true, remember: 'workspace' };
  if (key === 'a' || key === 'always') return { approved: true, remember: 'user' };
  if (key === 'r' || key === 'rule') return 'rule';
  return undefined;
}

/** The line of choices under a question. */
export function choices(details: ConfirmationDetails): string {
  const remember = details.remember ? '  [s]ession  [w]orkspace  [a]lways  [r]ule' : '';
  const hunks = canPick(details.files) ? '  [h]unks' : '';
  return `[y]es${remember}${hunks}  [n]o, because ... `;
}
