// What a shape alone can't say: check digits, and whether a value is a secret or only stands where one could stand. Pure.

/** The 13 to 19 digits of a card: a known maker, its length, and the check digit of Luhn. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (!CARD_MAKERS.some((maker) => maker.test(digits)) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const CARD_MAKERS: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]|2[2-7])\d{14}$/,
  /^3[47]\d{13}$/,
  /^(?:6011|65\d\d|64[4-9]\d)\d{12}$/,
  /^35\d{14}$/,
  /^3[068]\d{12}$/,
  /^62\d{14,17}$/,
];

/** An IBAN: the length of its country and the remainder of its check. */
export function isBankAccount(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  if (IBAN_LENGTHS.get(compact.slice(0, 2)) !== compact.length) return false;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 ' +
    'GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 ' +
    'MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 ' +
    'TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** A telephone number has 8 to 15 digits, and is no date. */
export function isPhoneNumber(text: string): boolean {
  const { length } = text.replace(/\D/g, '');
  return length >= 8 && length <= 15 && !/^(?:19|20)\d\d[ .-]/.test(text);
}

/** Not the user of a repository's address, nor a picture of twice the size. */
export function isMailAddress(text: string): boolean {
  return !/^(?:git|hg|svn|ssh)@|@[23]x\.|^\.|\.@/i.test(text);
}

/** More than its frame: there is a body between the first and the last line. */
export function isPrivateKey(text: string): boolean {
  const body = text.replace(/-----[A-Z0-9 ]+-----/g, '').match(/[A-Za-z0-9+/=]/g);
  return (body?.length ?? 0) >= 6;
}

/** Some part of it is long and mixed, as names of things are not. */
export function hasKeyBody(text: string): boolean {
  if (!isVaried(text)) return false;
  const parts = text.split(/[-_.]/);
  return (
    parts.some((part) => part.length >= 14 && /\d/.test(part) && /[A-Za-z]/.test(part)) ||
    (text.length >= 32 && /\d.*\d/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text)) ||
    (text.length >= 24 && /[A-Z]/.test(text.slice(3)) && /[a-z]/.test(text) && /\d/.test(text))
  );
}

/** Not `xxxxxxxx` and the like. */
export function isVaried(text: string): boolean {
  return new Set(text.slice(3)).size >= 6 && !/x{6}|\*{4}|0{8}|\.{4}|12345678.*12345678/i.test(text);
}

/** The password in an address such as `postgres://user:password@host`. */
export function isLoginPassword(value: string): boolean {
  return !isPlaceholder(value) && !/^(?:pass(?:word)?|pwd|secret|\d{1,5}|\$\w+|%\w+%)$/i.test(value);
}

/** The value of something that is called a password, a token, a key. */
export function isAssignedSecret(value: string, match: string): boolean {
  if (isPlaceholder(value) || NO_VALUES.some((shape) => shape.test(value))) return false;
  if (/\$[({]/.test(value) || !/[A-Za-z0-9]/.test(value)) return false;
  const name = match.slice(0, match.length - value.length).toLowerCase();
  const isQuoted = /["'`]$/.test(name);
  const isKey = /key/.test(name);
  const word = /pass|pwd|secret|token|key|auth|cred/.exec(name)?.[0] ?? '';
  const hasDigit = /\d/.test(value);
  // The code `password=password2`, and texts about the thing: `apiKey: 'api-key'`.
  if (word !== '' && value.toLowerCase().includes(word) && value.length < 24) return false;
  if (!hasDigit) {
    if (isQuoted && isKey) return /^[A-Za-z]{8,}$/.test(value) && !/[a-z][A-Z]/.test(value);
    return (
      isQuoted && /[^\w.:/ -]/.test(value) && /[A-Za-z]/.test(value) && !/^[@#:!?%*]|[?!:*]$/.test(value)
    );
  }
  if (!/[A-Za-z]/.test(value)) return isQuoted ? value.length >= 10 : value.length >= 20;
  if (isQuoted || /[^\s:]=$/.test(name)) return true;
  // Without quotes and with blanks around it, it may as well be a name in code.
  return /^[A-Za-z_$][\w$]*$/.test(value) ? isRandom(value) : value.length >= 8 && entropy(value) >= 2.8;
}

/** Stands where a value is to be filled in. */
function isPlaceholder(value: string): boolean {
  return (
    PLACEHOLDER.test(value) ||
    /^(.)\1*$/.test(value) ||
    /^<.*>$|^\{\{|^%[\w-]+%$|^\[|^\$\{?\w+\}?$|^@\w+@$/.test(value)
  );
}

const PLACEHOLDER =
  /^(?:x{3}.*|\*.*|\.{3}.*|your[-_.]?.*|my[-_](?:secret|password|token|api).*|change[-_]?(?:me|this|it).*|examples?[-_.]?.*|placeholder.*|dummy.*|fake.*|redacted.*|sample.*|insert.*|enter[-_ ].*|todo.*|null|undefined|none|true|false|string|number|boolean|function|object|symbol|required|optional)$/i;

const NO_VALUES: readonly RegExp[] = [
  /^v?\d+(?:\.\d+)+(?:[-+][\w.]+)?$/, // a version
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]*:\/\/|urn:)/, // a path or an address
  /^\d{4}-\d\d-\d\d/, // a date
  /^[A-Za-z_$][\w$]*(?:(?:\.|\?\.|::|->|\/)[A-Za-z_$][\w$]*)+(?:\(.*)?$/, // a name in code, of a file, of a text
  /^(?:sha(?:1|256|384|512)|md5|hmac|aes|rsa|hs|rs|es)[-_]?\d*$/i, // an algorithm
  /^[a-z]+(?:[-_][a-z]+)+[-_]?\d{0,3}$/, // words, as in names of things: `db-password-2`
  /^\d+(?:ms|s|m|h|d|kb|mb|px|em|rem|%)?$/i,
];

/** Looks like nothing that a person would name something. */
function isRandom(value: string): boolean {
  return value.length >= 10 && (value.match(/\d/g)?.length ?? 0) >= 2 && entropy(value) >= 3;
}

/** Bits per character. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / value.length;
    return sum - share * Math.log2(share);
  }, 0);
}
