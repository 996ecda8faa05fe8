// Finds where values stand in a JSON text, so that one value can be replaced while every other character stays as it is.
// The text must be valid JSON: parse it first.

export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}

/** Spans of the members of the object at `start`, by key. */
export function memberSpans(json: string, start: number): ReadonlyMap<string, JsonSpan> {
  const members = new Map<string, JsonSpan>();
  let at = skipSpace(json, start + 1);
  while (json[at] === '"') {
    const keyEnd = endOfString(json, at);
    const key = JSON.parse(json.slice(at, keyEnd)) as string;
    const valueStart = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const valueEnd = endOfValue(json, valueStart);
    members.set(key, { start: valueStart, end: valueEnd });
    at = skipSpace(json, valueEnd);
    at = json[at] === ',' ? skipSpace(json, at + 1) : at;
  }
  return members;
}

/** Spans of the elements of the array at `start`. */
export function elementSpans(json: string, start: number): readonly JsonSpan[] {
  const elements: JsonSpan[] = [];
  let at = skipSpace(json, start + 1);
  while (at < json.length && json[at] !== ']') {
    const end = endOfValue(json, at);
    elements.push({ start: at, end });
    at = skipSpace(json, end);
    at = json[at] === ',' ? skipSpace(json, at + 1) : at;
  }
  return elements;
}

/** Position of the first character that is not white space. */
export function skipSpace(json: string, at: number): number {
  let position = at;
  while (/[ \t\r\n]/.test(json[position] ?? '')) {
    position += 1;
  }
  return position;
}

function endOfValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') {
    return endOfString(json, start);
  }
  if (first !== '{' && first !== '[') {
    const literal = /[-+.\w]+/y;
    literal.lastIndex = start;
    return start + (literal.exec(json)?.[0].length ?? 1);
  }
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') {
      at = endOfString(json, at) - 1;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  return json.length;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') {
    at += json[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}
