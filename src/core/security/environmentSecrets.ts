// What in an environment looks like a secret: by its name and its value, or by what it is.
import { entropy, isLoginPassword } from './secretChecks';
import { SECRET_PATTERNS } from './secretPatterns';
import { createRedactor, redactionMarks } from './secretRedaction';

/** Values that must not be seen anywhere. */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const found = Object.entries(environment).flatMap(([name, value]): string[] => {
    if (value === undefined || value.length < SHORTEST || value.length > LONGEST) return [];
    const login = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value)?.[1];
    if (login !== undefined) return login.length >= SHORTEST && isLoginPassword(login) ? [login] : [];
    if (NAMES.test(name) && isNoOrdinaryWord(value)) return [value];
    return isToken(value) ? [value] : [];
  });
  return [...new Set(found)];
}

const SHORTEST = 8;
const LONGEST = 8_192;
const NAMES =
  /(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ACCOUNT_?KEY|CREDENTIALS?|_PAT|_KEY|_PASS|_AUTH)(?:_\w{1,20})?$/i;
const TOKENS = createRedactor(
  () => [],
  SECRET_PATTERNS.filter(({ category }) => category === 'secret'),
);

/** A known kind of token and nothing else. */
function isToken(value: string): boolean {
  const shown = TOKENS.text(value);
  return redactionMarks(shown).length === 1 && /^\[[^\]]*\]$/.test(shown);
}

/** A path, an address, a number or a word would be hidden wherever it is used. */
function isNoOrdinaryWord(value: string): boolean {
  if (/\s|^(?:\.{0,2}\/|~|[A-Za-z]:\\|[a-z][a-z0-9+.-]*:\/\/)/.test(value)) return false;
  if (/^(?:\d{1,11}|[a-z]+(?:[-_.][a-z]+)*\d{0,2}|true|false)$/i.test(value)) {
    return value.length >= 20 && entropy(value) >= 3.5;
  }
  return entropy(value) >= 2.5;
}
