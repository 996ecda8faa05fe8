// The default keys of the commands that the panel names in its tooltips. A test compares them with `package.json`.

const KEYS = {
  'planwright.open': { key: 'Alt+Q', mac: 'Ctrl+Alt+Q' },
  'planwright.newSession': { key: 'Shift+Alt+N', mac: 'Ctrl+Shift+Alt+N' },
} as const;

/** Commands whose key is named. */
export type KeyCommand = keyof typeof KEYS;

export const KEY_COMMANDS = Object.keys(KEYS) as readonly KeyCommand[];

/** The key of a command as people read it. */
export function keyOf(command: KeyCommand, isMac = navigator.userAgent.includes('Mac')): string {
  return KEYS[command][isMac ? 'mac' : 'key'];
}
