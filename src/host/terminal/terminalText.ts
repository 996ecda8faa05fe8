// Text rules of the terminal, without the terminal.

/** A terminal needs a carriage return before each line feed. */
export function toTerminalText(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

export interface InputStep {
  /** What is typed but not sent. */
  readonly line: string;
  /** What the terminal shows. */
  readonly echo: string;
  /** What goes to the command, in order: whole lines, and each of Ctrl-C and Ctrl-D by itself. */
  readonly sends: readonly string[];
}

const CONTROL_C = '\u0003';
const CONTROL_D = '\u0004';

/**
 * Line editing of a terminal without a device: Enter sends, Backspace takes back, Ctrl-C drops the line and interrupts, Ctrl-D sends
 * what is typed and ends the input. Other control characters do nothing.
 */
export function inputToSend(line: string, data: string): InputStep {
  let [typed, echo] = [line, ''];
  const sends: string[] = [];
  for (const character of withoutEscapes(data)) {
    if (character === '\r' || character === '\n') {
      sends.push(`${typed}\n`);
      typed = '';
      echo += '\r\n';
    } else if (character === '\u007f' || character === '\b') {
      const last = [...typed].at(-1);
      if (last === undefined) continue;
      typed = typed.slice(0, -last.length);
      echo += '\b \b';
    } else if (character === CONTROL_C) {
      sends.push(CONTROL_C);
      typed = '';
      echo += '^C\r\n';
    } else if (character === CONTROL_D) {
      if (typed !== '') sends.push(typed);
      sends.push(CONTROL_D);
      typed = '';
    } else if (character >= ' ') {
      typed += character;
      echo += character;
    }
  }
  return { line: typed, echo, sends };
}

/** Arrow keys and their like arrive as escape sequences; a line editor this simple has no use for them. */
function withoutEscapes(data: string): string {
  // eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
  return data.replaceAll(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/g, '');
}
