type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where Node keeps compiled code between starts: the person's own cache folder, never the shared temp folder, where another
 * account could put code in our way. Undefined when there is no such folder; the cache is then off.
 */
export function compileCacheDirectory(
  environment: Environment,
  platform: NodeJS.Platform,
): string | undefined {
  const separator = platform === 'win32' ? '\\' : '/';
  const base =
    platform === 'win32'
      ? environment['LOCALAPPDATA']
      : (environment['XDG_CACHE_HOME'] ??
        (environment['HOME'] ? `${environment['HOME']}/.cache` : undefined));
  return base ? [base, 'planwright', 'compiled'].join(separator) : undefined;
}
