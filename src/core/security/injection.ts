// Signs that a text which only brings data gives orders to a model. Each sign has a weight; single ones that also stand in ordinary prose or
// in texts about attacks don't count alone. Lengths are bounded, so that no text takes the square of its length.
import { hiddenSigns } from './hiddenText';
import { plainerText } from './plainerText';
import { makeVisible } from './visibleText';

/** `order`: earlier orders are to be dropped; `address`: a model is spoken to; `secrecy`: nothing is to be said; `leak`: data goes out. */
export type InjectionKind = 'order' | 'address' | 'secrecy' | 'leak' | 'approval' | 'role' | 'hidden';

export interface InjectionFinding {
  readonly kind: InjectionKind;
  /** The words, at most 160 characters, with what is invisible written out. */
  readonly excerpt: string;
}

/** `data`: what a tool brought; `instructions`: a file that is there to instruct, where being spoken to is no sign. */
export type ContentSource = 'data' | 'instructions';

interface Sign {
  readonly kind: InjectionKind;
  readonly shape: RegExp;
  readonly weight: number;
  /** One less where it is quoted or in a text about such attacks, two less where both. Default true. */
  readonly isOftenQuoted?: boolean;
  /** It says nothing in a file that is there to instruct. Default false. */
  readonly onlyInData?: boolean;
}

/** Signs together weigh this much before anything is said. */
const THRESHOLD = 3;
const EXCERPT = 160;

const MODEL =
  '(?:AI|LLM|language model|chatbot|coding agent|AI assistant|AI agent|assistant|agent|Claude|ChatGPT|GPT|Copilot|Cursor|Gemini)s?';
const EARLIER = '(?:previous|prior|above|earlier|preceding|existing|original|former|system)';
const ORDERS =
  '(?:instructions?|prompts?|messages?|contexts?|rules?|directions?|directives?|guidelines?|conversations?|constraints?)';
const FILL = '(?:(?:all|any|every|the|your|of|these|those|my|and|everything|anything)[ \\t]+){0,4}';
const SECRETS =
  '(?:\\.env\\b|env(?:ironment)? variables?|api[ _-]?keys?|secrets?\\b|credentials?|passwords?|access tokens?|ssh keys?|private keys?|id_rsa|id_ed25519|conversation|chat history|system prompt|source code)';
const RISKY =
  '(?:run|execute|send|post|upload|curl|fetch|visit|open|delete|remove|reveal|print|output|install|download|push|commit|disable|approve|ignore|disregard|read|copy|add|include|append|call|use|write)';

const SIGNS: readonly Sign[] = [
  {
    kind: 'order',
    weight: 3,
    shape: new RegExp(
      `\\b(?:ignore|disregard|forget)[ \\t]+${FILL}${EARLIER}[ \\t]+(?:(?:and|system|user|safety)[ \\t]+){0,2}${ORDERS}|` +
        `\\b(?:override|bypass|discard|drop)[ \\t]+${FILL}(?:previous|prior|above|original|system)[ \\t]+(?:instructions?|prompts?|guidelines?)`,
      'gi',
    ),
  },
  {
    kind: 'order',
    weight: 3,
    shape: new RegExp(
      `\\b(?:vergiss|ignoriere|missachte)[ \\t]+(?:alle[ \\t]+|die[ \\t]+|deine[ \\t]+){0,2}(?:bisherigen|vorherigen|obigen|früheren)[ \\t]+(?:Anweisungen|Regeln|Nachrichten)`,
      'gi',
    ),
  },
  {
    kind: 'order',
    weight: 3,
    shape:
      /\bforget[ \t]+(?:everything|all)[ \t]+(?:you|we)(?:[ \t]+(?:have|were|had|'ve))?[ \t]+(?:learned|discussed|know|been told|told)/gi,
  },
  {
    kind: 'order',
    weight: 2,
    shape: /(?:^|\n)[ \t#>*-]{0,8}(?:new|updated|revised|real)[ \t]+(?:system[ \t]+)?instructions?[ \t]*:/gi,
  },
  {
    kind: 'order',
    weight: 3,
    shape:
      /\byou are now[ \t]+(?:in[ \t]+)?(?:an?[ \t]+)?(?:developer|admin|debug|god|root|sudo|unrestricted|jailbroken|DAN)(?:[ \t]+mode)?\b/gi,
  },
  { kind: 'order', weight: 3, shape: /\bsystem prompt override\b|\boverride the system prompt\b/gi },
  {
    kind: 'address',
    weight: 3,
    onlyInData: true,
    shape: new RegExp(
      `(?:\\b(?:note|notice|message|instructions?|attention|hint|reminder|important)[ \\t]*(?:to|for|,|:)[ \\t]*(?:all[ \\t]+|any[ \\t]+|the[ \\t]+){0,2}${MODEL}\\b|` +
        `\\b(?:dear|hey|hello|hi|attention)[ \\t]+${MODEL}\\b|\\bif you(?: are|'re)[ \\t]+(?:an?[ \\t]+)?${MODEL}\\b)` +
        `[^\\n]{0,160}(?:\\n[^\\n]{0,160}){0,2}?\\b(?:you (?:must|should|need to|have to|are required to|will|shall)|please|first|then|immediately|now|always)[ \\t,]+(?:\\w+[ \\t]+){0,3}?${RISKY}\\b`,
      'gi',
    ),
  },
  {
    kind: 'secrecy',
    weight: 2,
    shape:
      /\b(?:do not|don't|never|without)[ \t]+(?:tell|telling|inform|informing|mention|mentioning|notify|notifying|alert|alerting|reveal|revealing|say|saying)[ \t]+(?:(?:this|it|that|any of this|anything|about|to)[ \t]+){0,4}(?:the[ \t]+|your[ \t]+|any[ \t]+)?(?:user|human|person|developer|owner|operator)\b/gi,
  },
  {
    kind: 'leak',
    weight: 3,
    shape: new RegExp(
      `\\b(?:send|post|upload|submit|transmit|forward|exfiltrate|leak|copy|append|add)[ \\t]+[^\\n]{0,80}?${SECRETS}[^\\n]{0,80}?\\b(?:to|at|via|into|onto|in)[ \\t]+[^\\n]{0,40}?https?://`,
      'gi',
    ),
  },
  {
    kind: 'leak',
    weight: 3,
    shape:
      /!\[[^\]\n]{0,80}\]\(https?:\/\/[^\s)]{1,300}[?&/][\w-]{0,30}=?(?:\{\{?|%7B|\$\{|<|\[|DATA\b|BASE64|YOUR_|INSERT)[^)\n]{0,80}\)/gi,
  },
  {
    kind: 'leak',
    weight: 2,
    shape:
      /\b(?:cat|printenv|env|base64)\b[^\n|]{0,120}\|[ \t]*(?:base64[^\n|]{0,40}\|[ \t]*)?(?:curl|wget|nc|ncat)\b|\b(?:curl|wget)\b[^\n]{0,160}(?:@\S{0,80}(?:\.env|id_rsa|id_ed25519|credentials)\b|\$\((?:cat|env|printenv))/gi,
  },
  {
    kind: 'approval',
    weight: 2,
    shape:
      /chat\.tools\.\w{0,20}[aA]pprove\w{0,10}["']?[ \t]*[:=][ \t]*true|\bauto_?[aA]pprove["']?[ \t]*[:=][ \t]*true|--dangerously-skip-permissions|\b(?:switch|set|change)[ \t]+(?:the[ \t]+)?(?:permission|approval)[ \t]+mode[ \t]+to[ \t]+`?auto/g,
  },
  {
    kind: 'role',
    weight: 2,
    shape:
      /(?:^|\n)[ \t]{0,8}(?:<\|im_start\|>system|\[INST\]|<<SYS>>|<\/?(?:system|untrusted_content|tool_result)>|system[ \t]*:[ \t]*you)/gi,
    isOftenQuoted: true,
  },
];

const ABOUT =
  /prompt[- ]injection|jailbreak|adversarial|\battack(?:er|ers|s|ing)?\b|malicious|red[- ]team|\bsuch as\b|\bfor example\b|\be\.g\.|phrases? like|\binjected\b|\bdetect(?:s|ed|ion|or)?\b|\bfalse positives?\b/i;

/** The signs, in order of the table; empty when together they are too weak. Never throws. */
export function findInjections(text: string, source: ContentSource = 'data'): readonly InjectionFinding[] {
  const findings: InjectionFinding[] = [];
  let weight = 0;
  const hidden = hiddenSigns(text);
  for (const sign of hidden) {
    weight += sign.weight;
    findings.push({ kind: 'hidden', excerpt: excerptOf(sign.excerpt) });
  }
  // What tag characters spell is read as well.
  const whole = [text, ...hidden.flatMap(({ spelled }) => (spelled === undefined ? [] : [spelled]))].join(
    '\n',
  );
  const plainer = plainerText(whole);
  const readings = plainer === whole ? [whole] : [whole, plainer];
  for (const { kind, shape, weight: full, isOftenQuoted = true, onlyInData = false } of SIGNS) {
    if (onlyInData && source === 'instructions') continue;
    let heaviest = 0;
    let excerpt = '';
    for (const reading of readings) {
      shape.lastIndex = 0;
      // A handful says as much as thousands.
      for (let count = 0; count < 20; count += 1) {
        const match = shape.exec(reading);
        if (match === null) break;
        const own = isOftenQuoted ? Math.max(0, full - mildness(reading, match.index, match[0])) : full;
        if (own > heaviest) {
          heaviest = own;
          excerpt = match[0];
        }
        if (match[0] === '') shape.lastIndex += 1;
      }
    }
    if (heaviest > 0) {
      weight += heaviest;
      findings.push({ kind, excerpt: excerptOf(excerpt) });
    }
  }
  return weight >= THRESHOLD ? findings : [];
}

function mildness(text: string, start: number, words: string): number {
  const begin = start + (words.length - words.trimStart().length);
  const isQuoted = /["'`“‘«„|/(]$/.test(text.slice(Math.max(0, begin - 1), begin));
  const around = text.slice(Math.max(0, begin - 300), begin + words.length + 200);
  return (isQuoted ? 1 : 0) + (ABOUT.test(around) ? 1 : 0);
}

function excerptOf(words: string): string {
  const line = makeVisible(words.trim().replace(/\s+/g, ' '));
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT - 1)}…`;
}
