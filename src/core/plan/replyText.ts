// Finds the JSON in what a model answered: fenced, in prose, wrapped in thinking tags, nearly right, or cut off.
import { jsonrepair } from 'jsonrepair';
import type * as z from 'zod/mini';

export interface ReplyValue {
  readonly value: unknown;
  /** The text was no strict JSON and was read as meant, such as with single quotes, trailing commas or a missing end. */
  readonly isRepaired: boolean;
  /** A list in it was never closed: there was more to come. */
  readonly isCutOff: boolean;
}

/** `<thinking>`, `<thought>` and `<think>` blocks, also one that was never closed at the start. */
export function withoutThinking(text: string): string {
  return text
    .replace(/<(thinking|thought|think)>[\s\S]*?<\/\1>/gi, '')
    .replace(/^\s*<(?:thinking|thought|think)>[\s\S]*$/i, '')
    .trim();
}

/** Every object or array that the text may mean, the most likely first; strict readings before repaired ones. */
export function* readReplyValues(text: string): Generator<ReplyValue> {
  const candidates = [...new Set(candidatesOf(withoutThinking(text)))];
  for (const candidate of candidates) {
    const value = parsed(candidate, (json) => JSON.parse(json) as unknown);
    if (value !== undefined) yield { value, isRepaired: false, isCutOff: false };
  }
  for (const candidate of candidates) {
    const value = parsed(candidate, (json) => JSON.parse(jsonrepair(json)) as unknown);
    if (value !== undefined) yield { value, isRepaired: true, isCutOff: hasOpenList(candidate) };
  }
}

/** The first value of the text that fits the schema, whichever spelling of keys it uses. */
export function readReplyAs<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string,
): z.output<Schema> | undefined {
  for (const { value } of readReplyValues(text)) {
    const parsed = schema.safeParse(snakeToCamel(value));
    if (parsed.success) return parsed.data;
  }
  return undefined;
}

/** Models answer in either spelling. */
function snakeToCamel(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const camel = (key: string): string =>
    key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [camel(key), entry]));
}

/** What stands in fences, then every bracketed part of the text; one that is never closed goes to the end. */
function* candidatesOf(text: string): Generator<string> {
  const fences = [...text.matchAll(/```[ \t]*([\w-]*)[^\n]*\n([\s\S]*?)(?:\n[ \t]*```|$)/g)];
  const isJson = (fence: RegExpMatchArray): boolean => /^json/i.test(fence[1] ?? '');
  for (const fence of [...fences.filter(isJson), ...fences.filter((fence) => !isJson(fence))]) {
    if (/^\s*[[{]/.test(fence[2] ?? '')) yield (fence[2] ?? '').trim();
  }
  let from = text.search(/[[{]/);
  while (from !== -1) {
    const end = endOfBrackets(text, from);
    yield text.slice(from, end);
    const next = text.slice(end).search(/[[{]/);
    from = next === -1 ? -1 : end + next;
  }
}

/** Strings may stand in either kind of quotes here; an apostrophe inside a word is none. */
function hasOpenList(text: string): boolean {
  const open: string[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] as string;
    if (character === '"' || (character === "'" && !/\w/.test(text[index - 1] ?? ''))) {
      index = endOfString(text, index, character);
    } else if (character === '[' || character === '{') open.push(character);
    else if (character === ']' || character === '}') open.pop();
  }
  return open.includes('[');
}

/** Position behind the partner of the bracket at `from`; the length of the text where it has none. */
function endOfBrackets(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    const character = text[index] as string;
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

function endOfString(text: string, from: number, quote = '"'): number {
  for (let index = from + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === quote && !(quote === "'" && /\w/.test(text[index + 1] ?? ''))) return index;
  }
  return text.length;
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    const value = parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not JSON by this reading: the next one is tried.
    return undefined;
  }
}
