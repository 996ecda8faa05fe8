// The one table of what counts as a secret or as personal data in a text. Every shape is bounded, so that no text takes the square of its
// length. What a row replaces is one word without operators of a shell, so that nothing that runs can hide behind a marker; rows that
// may cover more say so (`spansWords`) and are left out where a person is asked about a command.
import {
  hasKeyBody,
  isAssignedSecret,
  isBankAccount,
  isCardNumber,
  isLoginPassword,
  isMailAddress,
  isPhoneNumber,
  isPrivateKey,
  isVaried,
} from './secretChecks';

/**
 * `secret`: keys, tokens, passwords. `identity`: numbers with a check of their own that name a person's card, account or insurance.
 * `contact`: e-mail addresses and telephone numbers.
 */
export type RedactionCategory = 'secret' | 'identity' | 'contact';

export interface SecretPattern {
  readonly category: RedactionCategory;
  /** What stands in the marker: `[redacted: API key]`. */
  readonly label: string;
  /** Global. Where there are groups, the last one that matched is replaced, and nothing may follow it; else the whole match is. */
  readonly shape: RegExp;
  /** Literal beginnings, one of which every match has. Empty: `tail` says what may still become a match. */
  readonly starts: readonly string[];
  /** With `starts`: what may stand behind one up to the end of a text that goes on. Default: characters of tokens. */
  readonly grows?: RegExp;
  /** Finds at the end of a text what may still become a match; its last group that matched (else all of it) has to wait. */
  readonly tail?: RegExp;
  /** The last word about `value`; `match` is all that the shape took in. Default: yes. */
  readonly accepts?: (value: string, match: string) => boolean;
  /** It may cover blanks, line breaks and operators of a shell. Default false. */
  readonly spansWords?: boolean;
  /** Groups of the shape say nothing: all of a match is replaced. Default false. */
  readonly replacesAll?: boolean;
}

/** Tokens that begin with their maker's letters: the beginnings, what follows them, and who they are from. */
const TOKENS: readonly (readonly [label: string, starts: readonly string[], body: string])[] = [
  ['GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], '[A-Za-z0-9]{20,255}'],
  ['GitHub token', ['github_pat_'], '\\w{20,255}'],
  [
    'GitLab token',
    ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glft-', 'glsoat-', 'glimt-', 'glagent-'],
    '[\\w-]{16,255}',
  ],
  ['AWS key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[0-9A-Z]{16}(?![0-9A-Za-z])'],
  ['Google API key', ['AIza'], '[\\w-]{30,60}'],
  ['Google token', ['ya29.', 'GOCSPX-'], '[\\w-]{20,500}'],
  ['Slack token', ['xoxa-', 'xoxb-', 'xoxe-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-', 'xapp-'], '[\\w-]{10,255}'],
  ['Slack webhook', ['hooks.slack.com/services/'], '[\\w/]{20,120}'],
  [
    'Discord webhook',
    ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    '\\d{15,22}/[\\w-]{40,100}',
  ],
  ['Stripe webhook secret', ['whsec_'], '[A-Za-z0-9+/]{24,100}'],
  ['npm token', ['npm_'], '[A-Za-z0-9]{36}'],
  ['PyPI token', ['pypi-AgE'], '[\\w-]{40,300}'],
  ['RubyGems token', ['rubygems_'], '[0-9a-f]{40,64}'],
  ['NuGet key', ['oy2'], '[a-z0-9]{43}(?![a-z0-9])'],
  ['Docker token', ['dckr_pat_', 'dckr_oat_'], '[\\w-]{20,100}'],
  ['Hugging Face token', ['hf_', 'api_org_'], '[A-Za-z0-9]{30,60}'],
  ['API key', ['gsk_', 'xai-', 'pplx-', 'r8_', 'nvapi-', 'tvly-', 'csk-'], '[A-Za-z0-9_-]{24,200}'],
  ['Databricks token', ['dapi'], '[0-9a-f]{32}(?:-\\d)?'],
  ['SendGrid key', ['SG.'], '[\\w-]{16,32}\\.[\\w-]{32,64}'],
  ['Mailgun key', ['key-'], '[0-9a-f]{32}(?![0-9a-f])'],
  ['Twilio key', ['SK'], '[0-9a-f]{32}(?![0-9a-f])'],
  ['Brevo key', ['xkeysib-', 'xsmtpsib-'], '[0-9a-f]{40,64}(?:-\\w{10,20})?'],
  ['DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], '[0-9a-f]{40,64}'],
  ['Heroku key', ['HRKU-'], '[\\w-]{30,80}'],
  ['Fly.io token', ['fo1_', 'fm1_', 'fm2_'], '[\\w+/=-]{30,2000}'],
  ['Netlify token', ['nfp_'], '[A-Za-z0-9]{30,60}'],
  ['Supabase key', ['sbp_', 'sb_secret_'], '[A-Za-z0-9_-]{20,60}'],
  ['PlanetScale token', ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], '[\\w.=-]{30,80}'],
  ['Neon key', ['napi_'], '[a-z0-9]{40,80}'],
  ['Linear key', ['lin_api_', 'lin_oauth_'], '[A-Za-z0-9]{30,80}'],
  ['Notion token', ['ntn_', 'secret_'], '[A-Za-z0-9]{40,60}'],
  ['Figma token', ['figd_', 'figdr_'], '[\\w-]{30,60}'],
  ['Atlassian token', ['ATATT3x', 'ATCTT3x'], '[\\w=-]{30,300}'],
  ['Shopify token', ['shpat_', 'shpss_', 'shpca_', 'shppa_'], '[0-9a-fA-F]{32}'],
  ['Square token', ['sq0atp-', 'sq0csp-'], '[\\w-]{22,64}'],
  ['New Relic key', ['NRAK-', 'NRJS-', 'NRII-'], '[A-Za-z0-9-]{19,40}'],
  ['Grafana token', ['glc_', 'glsa_'], '[\\w+/=]{30,400}'],
  ['Sentry token', ['sntrys_', 'sntryu_'], '[\\w+/=]{30,400}'],
  ['Postman key', ['PMAK-'], '[0-9a-f]{24}-[0-9a-f]{34}'],
  ['Pulumi token', ['pul-'], '[0-9a-f]{40}'],
  ['Vault token', ['hvs.', 'hvb.', 'hvr.'], '[\\w-]{24,300}'],
  ['Doppler token', ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'], '[\\w.-]{40,100}'],
  ['Tailscale key', ['tskey-'], '[A-Za-z0-9-]{20,100}'],
  ['1Password token', ['ops_eyJ'], '[\\w+/=-]{40,2000}'],
  ['age key', ['AGE-SECRET-KEY-1'], '[0-9A-Z]{50,70}'],
  ['Dynatrace token', ['dt0c01.', 'dt0s16.'], '[A-Z0-9]{24}\\.[A-Z0-9]{64}'],
  ['Okta token', ['SSWS '], '[\\w-]{30,60}'],
];

/** Where a token may begin: not inside a word, but behind `\n` in a string and `%3D` in an address. */
const BEGINNING = String.raw`(?:(?<![\w-])|(?<=\\[nrt]|%[0-9A-Fa-f]{2}))`;

const ARMOUR = String.raw`(?:[\w+/=\s\\:,."'()<>*#]|-(?!-)){0,16000}`;
const ARMOUR_HEADER = '[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----';

/** Names of things that hold a secret, with what may follow the word; what only says something about one is left out. */
const NAMES =
  '(?:password|passwd|passphrase|pwd|(?<=_)pass|secret|(?<!(?:page|next|sync|continuation|csrf|cancel(?:lation)?)[_-]?)token|' +
  'api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|session[_-]?key|' +
  'credentials?|(?<![a-z])auth|(?<![a-z])salt|connection[_-]?string)';
const SUFFIX =
  '(?![_-]?(?:url|uri|name|type|file|path|ids?|count|length|limit|size|expir\\w*|ttl|arn|ref|policy|field|label|hint|mode|class)(?![a-z]))' +
  '(?:[_-][a-z0-9]{1,24}){0,3}';
const ASSIGNS = String.raw`(?:\\?["'\]]){0,2}(?:[ \t]?:[ \t]?(?:string|str|String))?[ \t]{0,4}(?::=|=>|={1,3}|:)[ \t]{0,4}`;
const WORD = String.raw`[^\s"'` + '`' + String.raw`\\;|&<>(){}\[\],]`;

/** In this order where two begin at the same place. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    category: 'secret',
    label: 'private key',
    starts: ['-----BEGIN '],
    shape: new RegExp(
      `-----BEGIN ${ARMOUR_HEADER}(?:${ARMOUR}-----END ${ARMOUR_HEADER}|(?:[\\s"'+,]|\\\\[rnt]){0,12}[A-Za-z0-9+/=]{16}${ARMOUR}(?:-{1,5}(?:E(?:N(?:D[A-Z0-9 ]{0,60}-{0,4})?)?)?$)?)`,
      'g',
    ),
    grows: new RegExp(
      `^(?:[A-Z0-9 ]{0,60}-{0,4}|${ARMOUR_HEADER}${ARMOUR}(?:-{1,5}(?:E(?:N(?:D(?:[A-Z0-9 ]{0,60}-{0,5})?)?)?)?)?)$`,
    ),
    accepts: isPrivateKey,
    spansWords: true,
  },
  {
    category: 'secret',
    label: 'JWT',
    starts: ['eyJ'],
    shape: new RegExp(`${BEGINNING}eyJ[\\w-]{8,4000}\\.[\\w-]{8,8000}\\.[\\w-]{0,2000}`, 'g'),
  },
  {
    category: 'secret',
    label: 'API key',
    starts: ['sk-', 'sk_', 'pk-', 'pk_', 'rk-', 'rk_'],
    shape: new RegExp(`${BEGINNING}[spr]k[-_][A-Za-z0-9_-]{16,300}`, 'g'),
    accepts: hasKeyBody,
  },
  ...TOKENS.map(([label, starts, body]): SecretPattern => ({
    category: 'secret',
    label,
    starts,
    shape: new RegExp(`${BEGINNING}(?:${starts.map(escaped).join('|')})${body}`, 'g'),
    accepts: (value) => /\d/.test(value.slice(4)) && isVaried(value),
  })),
  {
    category: 'secret',
    label: 'Telegram token',
    starts: [],
    shape: /\d{8}:(AA[\w-]{33})(?![\w-])/g,
    tail: /\d{8}:(A{0,2}[\w-]{0,33})$/,
    accepts: isVaried,
  },
  {
    category: 'secret',
    label: 'password',
    starts: [],
    shape: /:\/\/[^\s/:@"'`<>]{0,200}:([^\s/@"'`<>;|&(){}]{1,300})(?=@)/g,
    tail: /:\/\/[^\s/:@"'`<>]{0,200}:([^\s/@"'`<>;|&(){}]{0,300})$/,
    accepts: isLoginPassword,
  },
  {
    category: 'secret',
    label: 'signature',
    starts: [],
    shape: /[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=([A-Za-z0-9%+/=]{30,600})/g,
    tail: /[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=([A-Za-z0-9%+/=]{0,600})$/,
  },
  {
    category: 'secret',
    label: 'authorization',
    starts: [],
    shape: /(?<![a-z])(?:bearer|basic)[ \t]{1,4}([\w.~+/-]{16,4000}={0,3})/gi,
    tail: /(?<![a-z])(?:bearer|basic)[ \t]{1,4}([\w.~+/-]{0,4000}={0,3})$/i,
    accepts: hasKeyBody,
  },
  {
    category: 'secret',
    label: 'secret',
    starts: [],
    shape: new RegExp(
      `${NAMES}${SUFFIX}${ASSIGNS}(?:\\\\?["'\`](${WORD}{6,300})(?=\\\\?["'\`])|(${WORD}{8,300}))`,
      'gi',
    ),
    tail: new RegExp(
      `${NAMES}${SUFFIX}${ASSIGNS}(?:\\\\?["'\`](${WORD}{0,300}\\\\?)|(${WORD}{1,300}))$`,
      'i',
    ),
    accepts: isAssignedSecret,
  },
  {
    category: 'secret',
    label: 'secret',
    starts: [],
    shape: new RegExp(
      `--(?:[a-z]{1,20}-)?(?:password|passwd|token|secret|api-?key|access-key)[ \\t]["']?(${WORD}{8,300})`,
      'g',
    ),
    tail: new RegExp(
      `--(?:[a-z]{1,20}-)?(?:password|passwd|token|secret|api-?key|access-key)[ \\t]["']?(${WORD}{0,300})$`,
    ),
    accepts: isAssignedSecret,
  },
  {
    category: 'secret',
    label: 'secret',
    starts: [],
    shape: /<(?:\w{1,20})?(?:password|passwd|secret|token|apikey)>([^\s"'`;|&<>(){}]{6,300})(?=<\/)/gi,
    tail: /<(?:\w{1,20})?(?:password|passwd|secret|token|apikey)>([^\s"'`;|&<>(){}]{0,300}<?)$/i,
    accepts: isAssignedSecret,
  },
  {
    category: 'identity',
    label: 'card number',
    starts: [],
    shape:
      /(?<![\w.,+-]|\d )(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -])\d{6}\2\d{5}|[2-6]\d{12,18})(?![\w]|[.,-]\d)/g,
    tail: /(?<![\w.,+-]|\d )\d(?:[ -]?\d){0,18}[ .,-]?$/,
    accepts: isCardNumber,
  },
  {
    category: 'identity',
    label: 'social security number',
    starts: [],
    shape: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
    tail: /(?<![\w-])\d{1,3}(?:-(?:\d{1,2}(?:-\d{0,4})?)?)?$/,
  },
  {
    category: 'identity',
    label: 'bank account',
    starts: [],
    shape: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    tail: /(?<![A-Za-z0-9])[A-Z]{2}\d{1,2}(?: ?[A-Z0-9]{1,4}){0,9} ?$/,
    accepts: isBankAccount,
  },
  {
    category: 'contact',
    label: 'e-mail address',
    starts: [],
    shape: /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-]|[.:][\w])/g,
    tail: /(?<![\w.%+-])[\w.%+-]{1,64}(?:@[A-Za-z0-9.-]{0,253}:?)?$/,
    accepts: isMailAddress,
  },
  {
    category: 'contact',
    label: 'phone number',
    starts: [],
    shape:
      /(?<![\w.+,/-]|\d )(?:(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\)[ .-]?|\d{3}[ .-])\d{3}[ .-]\d{4}|\+\d{1,3}(?:[ .-]?\d{2,4}){2,5})(?![\w]|[ .-]\d)/g,
    tail: /(?<![\w.+,/-]|\d )(?:\+|\(|\d)[\d ().-]{0,24}$/,
    accepts: isPhoneNumber,
  },
];

/** A literal as a part of a shape. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
