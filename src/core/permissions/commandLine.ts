// A crude view of command lines that the grammar can't read: good enough to make rules stricter (deny, ask, protected paths), never
// used to make them looser. In time linear in the line, whatever is in it.

/** Beyond these only what stands behind all wrappers is looked at. */
const MAX_LEVELS = 32;
const WRAPPERS =
  /(?:[A-Za-z_][A-Za-z0-9_]*=\S*\s+|(?:sudo|doas|env|command|builtin|exec|nohup|nice|time|timeout\s+\S+|xargs|eval|(?:ba|da|z|k)?sh\s+-\w*c)(?:\s+-\S+)*\s+)/y;

/** The line and whatever looks like a simple command in it, with and without wrappers such as `sudo` and assignments. */
export function crudeSegments(command: string): readonly string[] {
  const segments = new Set<string>([command, tidy(command)]);
  for (const source of [command, command.replace(/\\\r?\n/g, ' '), command.replace(/["'\\]/g, '')]) {
    for (const part of source.split(/&&|\|\||[;&|\n\r(){}`]|\$\(|<\(|>\(/)) {
      const segment = tidy(part);
      let start = 0;
      for (let level = 0; start < segment.length; level += 1) {
        if (level < MAX_LEVELS) segments.add(segment.slice(start));
        WRAPPERS.lastIndex = start;
        if (!WRAPPERS.test(segment)) {
          segments.add(segment.slice(start));
          break;
        }
        start = WRAPPERS.lastIndex;
      }
    }
  }
  segments.delete('');
  return [...segments];
}

/** Whatever in the line could be a path: words without quotes, also after `=`, `:` or a redirect. */
export function crudeWords(command: string): readonly string[] {
  const words = new Set<string>();
  for (const word of command.replace(/["'\\]/g, '').split(/[\s;&|<>()`{},=:$]+/)) {
    if (word !== '') words.add(word);
  }
  return [...words];
}

function tidy(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
