// A crude view of a command line, until a real shell grammar takes its place: good enough to make rules stricter
// (deny, ask, protected paths), never used to make them looser.

const METACHARACTERS = /[;&|<>$()`\n\r]/;
const WRAPPERS =
  /^(?:[A-Za-z_][A-Za-z0-9_]*=\S*\s+|(?:sudo|doas|env|command|builtin|exec|nohup|nice|time|timeout\s+\S+|xargs|eval|(?:ba|da|z|k)?sh\s+-\w*c)(?:\s+-\S+)*\s+)/;

/** True when the line may be more than one simple command, or writes somewhere by a redirect. */
export function hasShellMetacharacters(command: string): boolean {
  return METACHARACTERS.test(command);
}

/** The line and whatever looks like a simple command in it, with and without wrappers such as `sudo` and assignments. */
export function crudeSegments(command: string): readonly string[] {
  const segments = new Set<string>([command, tidy(command)]);
  for (const source of [command, command.replace(/\\\r?\n/g, ' '), command.replace(/["'\\]/g, '')]) {
    for (const part of source.split(/&&|\|\||[;&|\n\r(){}`]|\$\(|<\(|>\(/)) {
      let segment = tidy(part);
      while (segment !== '') {
        segments.add(segment);
        const bare = tidy(segment.replace(WRAPPERS, ''));
        if (bare === segment) break;
        segment = bare;
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
