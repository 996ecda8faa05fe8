// Where the command line keeps what is the person's own. Pure: no file is touched.
import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface UserFolders {
  /** `planwright.json`, the configuration that is read when none is named. */
  readonly configFile: string;
  /** Rules remembered by answering "always". */
  readonly permissionsFile: string;
  readonly sessions: string;
  /** Which contents of workspaces were trusted. */
  readonly trust: string;
  /** Lines typed in interactive sessions. */
  readonly inputHistoryFile: string;
  /** The person's own skills, which the editor reads as well: `~/.planwright/skills`. */
  readonly skills: string;
  /** The same for prompt files that are slash commands: `~/.planwright/commands`. */
  readonly commands: string;
}

/**
 * `PLANWRIGHT_HOME` when set. Else the usual places: `%APPDATA%` and `%LOCALAPPDATA%` on Windows, the XDG folders
 * (`~/.config`, `~/.local/share`) elsewhere.
 */
export function userFolders(
  environment: Environment,
  platform: NodeJS.Platform,
  homeDirectory: string,
): UserFolders {
  const path = platform === 'win32' ? win32 : posix;
  const inside = (folder: string, configuration: string, own = folder): UserFolders => ({
    configFile: path.join(configuration, 'planwright.json'),
    permissionsFile: path.join(configuration, 'permissions.json'),
    sessions: path.join(folder, 'sessions'),
    trust: path.join(folder, 'trust'),
    inputHistoryFile: path.join(folder, 'history.txt'),
    skills: path.join(own, 'skills'),
    commands: path.join(own, 'commands'),
  });
  const home = environment['PLANWRIGHT_HOME'];
  const own = path.join(homeDirectory, '.planwright');
  if (home) return inside(path.resolve(home), path.resolve(home));
  if (platform === 'win32') {
    const roaming = environment['APPDATA'] ?? path.join(homeDirectory, 'AppData', 'Roaming');
    const local = environment['LOCALAPPDATA'] ?? path.join(homeDirectory, 'AppData', 'Local');
    return inside(path.join(local, 'planwright'), path.join(roaming, 'planwright'), own);
  }
  const configuration = absolute(environment['XDG_CONFIG_HOME']) ?? path.join(homeDirectory, '.config');
  const data = absolute(environment['XDG_DATA_HOME']) ?? path.join(homeDirectory, '.local', 'share');
  return inside(path.join(data, 'planwright'), path.join(configuration, 'planwright'), own);
}

/** The XDG rules say to ignore relative values. */
function absolute(folder: string | undefined): string | undefined {
  return folder && posix.isAbsolute(folder) ? folder : undefined;
}
