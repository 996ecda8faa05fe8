// Colours for a terminal, or none. Pure.

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  added(text: string): string;
  removed(text: string): string;
  warning(text: string): string;
  command(text: string): string;
}

export const PLAIN: Style = {
  bold: (text) => text,
  dim: (text) => text,
  added: (text) => text,
  removed: (text) => text,
  warning: (text) => text,
  command: (text) => text,
};

const COLOURED: Style = {
  bold: wrap(1, 22),
  dim: wrap(2, 22),
  added: wrap(32, 39),
  removed: wrap(31, 39),
  warning: wrap(33, 39),
  command: wrap(36, 39),
};

/** Colours on a terminal without `NO_COLOR` (any value that is not empty) and not a dumb one. */
export function chooseStyle(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  return isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb' ? COLOURED : PLAIN;
}

function wrap(on: number, off: number): (text: string) => string {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}
