// Rules about paths as plain strings, for both families of systems, so that each can be tested on any machine.
// Nothing here looks at a file system.
import { posix, win32 } from 'node:path';

export type PathStyle = 'posix' | 'windows';

/** The family of the machine this runs on. */
export const NATIVE_PATH_STYLE: PathStyle = process.platform === 'win32' ? 'windows' : 'posix';

const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;
const POSIX_DEVICE = /^\/(dev|proc)(\/|$)/;

/** `node:path` for the style. */
export function pathModule(style: PathStyle): typeof posix {
  return style === 'windows' ? win32 : posix;
}

export function isAbsolutePath(path: string, style: PathStyle): boolean {
  return style === 'windows' ? /^[a-zA-Z]:[\\/]/.test(path) || /^[\\/]/.test(path) : path.startsWith('/');
}

/** Segments resolved, separators native, no trailing separator, drive letter in upper case. */
export function normalizePath(path: string, style: PathStyle): string {
  const normal = pathModule(style).normalize(path);
  const rooted =
    style === 'windows'
      ? normal.replace(/^[a-z]:/, (drive) => drive.toUpperCase())
      : normal.replace(/^\/\//, '/');
  const isRoot = style === 'windows' ? /^[A-Z]:\\$/.test(rooted) : rooted === '/';
  return isRoot ? rooted : rooted.replace(style === 'windows' ? /\\+$/ : /\/+$/, '');
}

/**
 * Why a path as written can't be used at all, in words; undefined when it can. Refuses device names, device and UNC paths,
 * drive-relative paths, alternate streams, and names that Windows would silently shorten.
 */
export function pathProblem(path: string, style: PathStyle): string | undefined {
  if (path.trim() === '') {
    return 'the path is empty';
  }
  if (path.includes('\0')) {
    return 'the path contains a NUL character';
  }
  return style === 'windows' ? windowsProblem(path) : posixProblem(path);
}

/** The path as a key for comparison: folded where the file system ignores case. */
export function foldPath(path: string, foldCase: boolean): string {
  return foldCase ? path.normalize('NFC').toLowerCase() : path;
}

/** True for the folder itself and everything below it; `/proj_evil` is not inside `/proj`. Both paths normalized. */
export function isInside(path: string, folder: string, style: PathStyle, foldCase: boolean): boolean {
  return relativeTo(path, folder, style, foldCase) !== undefined;
}

/** The path relative to the folder with `/` between names, `''` for the folder itself; undefined when it is not inside. */
export function relativeTo(
  path: string,
  folder: string,
  style: PathStyle,
  foldCase: boolean,
): string | undefined {
  const separator = style === 'windows' ? '\\' : '/';
  const prefix = folder.endsWith(separator) ? folder : folder + separator;
  if (foldPath(path, foldCase) === foldPath(folder, foldCase)) {
    return '';
  }
  // Folding may change the length of a string, so the rest is found by counting names, not characters.
  if (!foldPath(path, foldCase).startsWith(foldPath(prefix, foldCase))) {
    return undefined;
  }
  const names = prefix.split(separator).length - 1;
  return path.split(separator).slice(names).join('/');
}

function posixProblem(path: string): string | undefined {
  return POSIX_DEVICE.test(posix.normalize(path).replace(/^\/\//, '/'))
    ? 'it is a device or process path'
    : undefined;
}

function windowsProblem(path: string): string | undefined {
  const slashed = path.replace(/\//g, '\\');
  if (/^\\\\[?.]\\/.test(slashed) || slashed.startsWith('\\??\\')) {
    return 'it is a device path';
  }
  if (slashed.startsWith('\\\\')) {
    return 'it is a network (UNC) path';
  }
  if (slashed.startsWith('\\')) {
    return 'it has no drive letter; write it relative to the workspace or with its drive';
  }
  if (/^[a-zA-Z]:($|[^\\])/.test(slashed)) {
    return 'it is relative to the current folder of a drive';
  }
  const names = slashed.replace(/^[a-zA-Z]:\\/, '').split('\\');
  for (const name of names) {
    const problem = windowsNameProblem(name);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function windowsNameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') {
    return undefined;
  }
  if (name.includes(':')) {
    return `"${name}" names an alternate stream`;
  }
  if (/[. ]$/.test(name)) {
    return `"${name}" ends with a dot or a space, which Windows drops`;
  }
  if (WINDOWS_DEVICE.test((name.split('.')[0] ?? '').trimEnd())) {
    return `"${name}" is the name of a device`;
  }
  // eslint-disable-next-line no-control-regex -- exactly the characters that Windows forbids
  return /[<>|?*"\u0001-\u001f]/.test(name)
    ? `"${name}" contains a character that Windows does not allow`
    : undefined;
}
