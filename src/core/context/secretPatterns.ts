// Takes what looks like a secret out of a text that goes to a model. Names stay, values go. Lengths are bounded, so that no text takes the
// square of its length.
import { REDACTED } from '../security/secretRedaction';

const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}\b/g,
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,})/g,
  /\beyJ[\w-]{10,2000}\.[\w-]{10,8000}\.[\w-]*/g,
];
const NAMED =
  /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s*(?::|=>?)\s*)(["'`])(?!\$\{)[^"'`\n]{4,}\2/gi;
const ENVIRONMENT =
  /^([ \t]{0,40}(?:export[ \t]+)?[A-Z0-9_]{0,80}(?:SECRET|TOKEN|PASSWORD|API_?KEY|PRIVATE_?KEY)[A-Z0-9_]{0,80}[ \t]*=[ \t]*)(?!["'`$])\S{4,}/gm;
const ADDRESS = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']{1,200}:)[^\s/@"']{1,500}(?=@)/gi;

export function maskSecrets(text: string): string {
  const masked = SHAPES.reduce((rest, shape) => rest.replace(shape, REDACTED), text);
  return masked
    .replace(NAMED, (_, name: string, quote: string) => `${name}${quote}${REDACTED}${quote}`)
    .replace(ENVIRONMENT, (_, name: string) => `${name}${REDACTED}`)
    .replace(ADDRESS, (_, start: string) => `${start}${REDACTED}`);
}
