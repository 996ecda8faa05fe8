// Header values in the settings name secrets as `${secret:name}`; the value itself is only ever in the secret storage.

const REFERENCE = /\$\{secret:([A-Za-z0-9_.-]+)\}/g;

export interface FilledText {
  readonly text: string;
  /** Names for which nothing is stored; `text` is then not to be used. */
  readonly missing: readonly string[];
}

export function fillSecrets(text: string, secretOf: (name: string) => string | undefined): FilledText {
  const missing: string[] = [];
  const filled = text.replaceAll(REFERENCE, (reference, name: string) => {
    const value = secretOf(name);
    if (value === undefined) missing.push(name);
    return value ?? reference;
  });
  return { text: filled, missing };
}

/** Names that some header refers to. */
export function referencedSecrets(headers: Readonly<Record<string, string>> | undefined): readonly string[] {
  const names = Object.values(headers ?? {}).flatMap((value) =>
    [...value.matchAll(REFERENCE)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)];
}
