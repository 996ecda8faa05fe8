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
  /** What goes to the command: whole lines. */
  readonly send: string;
}

/** Line editing of a terminal without a device: Enter sends, Backspace takes back, other control characters do nothing. */
export function inputToSend(line: string, data: string): InputStep {
  let [typed, echo, send] = [line, '', ''];
  for (const character of withoutEscapes(data)) {
    if (character === '\r' || character === '\n') {
      send += `${typed}\n`;
      typed = '';
      echo += '\r\n';
    } else if (character === '\u007f' || character === '\b') {
      const last = [...typed].at(-1);
      if (last === undefined) continue;
      typed = typed.slice(0, -last.length);
      echo += '\b \b';
    } else if (character >= ' ') {
      typed += character;
      echo += character;
    }
  }
  return { line: typed, echo, send };
}

/** Arrow keys and their like arrive as escape sequences; a line editor this simple has no use for them. */
function withoutEscapes(data: string): string {
  // eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
  return data.replaceAll(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/g, '');
}
