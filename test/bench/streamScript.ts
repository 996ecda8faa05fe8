// What the model says while the panel is measured: long answers at the pace of a fast model, with a file read in between.
import type { ModelServerRequest, ScriptedTurn } from '../model-server/script';

/** Deltas of 12 characters, about three words; a fast model sends so many a second. */
const DELTAS_PER_SECOND = 80;
const CHARACTERS = 12;

/** Answers every request; one that comes with a result of a call ends the run. `seconds`: how long one answer streams. */
export function streamScript(seconds: number): (request: ModelServerRequest, index: number) => ScriptedTurn {
  return (request, index) => {
    const isSecond = hasResult(request);
    return {
      text: answer(index, seconds * DELTAS_PER_SECOND * CHARACTERS),
      deltaMs: 1_000 / DELTAS_PER_SECOND,
      ...(isSecond ? {} : { toolCalls: [{ name: 'read', args: { file_path: 'src/cart.js' } }] }),
    };
  };
}

function hasResult({ body }: ModelServerRequest): boolean {
  const messages: unknown = body['messages'];
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  return typeof last === 'object' && last !== null && 'role' in last && last.role === 'tool';
}

/** Markdown as models write it: headings, paragraphs, lists and code. */
function answer(index: number, length: number): string {
  const parts: string[] = [];
  let written = 0;
  for (let at = 0; written < length; at++) {
    const part = section(index, at);
    parts.push(part);
    written += part.length;
  }
  return parts.join('').slice(0, length);
}

function section(index: number, at: number): string {
  const words = `Part ${at} of answer ${index} looks at what \`src/cart.js:${at + 1}\` does and why it **matters** here. `;
  return [
    `## Part ${at}\n\n`,
    `${words.repeat(4)}\n\n`,
    `- the first point of part ${at}\n- the second one, with \`code\`\n- and a third\n\n`,
    `\`\`\`ts\nexport function part${at}(value: number): number {\n  return value * ${at};\n}\n\`\`\`\n\n`,
  ].join('');
}
