/** Characters of the goal in the name. */
const LENGTH = 50;

/** A name that every file system takes; `number` from 1 tells plans of the same goal apart. */
export function planFileName(goal: string, number: number): string {
  const words = (
    goal
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join('-');
  const short = Array.from(words).slice(0, LENGTH).join('').replace(/-+$/, '');
  // A word alone may be a device on Windows.
  const name =
    short === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(short)
      ? `plan-${short}`.replace(/-$/, '')
      : short;
  return `${name}${number === 1 ? '' : `-${number}`}.json`;
}
