import { expect, test } from 'vitest';
import { compileCacheDirectory } from '../../../src/cli/compileCache';
import { userFolders } from '../../../src/cli/userFolders';

test('XDG folders on Linux and macOS', () => {
  expect(userFolders({}, 'linux', '/home/ada')).toEqual({
    configFile: '/home/ada/.config/planwright/planwright.json',
    permissionsFile: '/home/ada/.config/planwright/permissions.json',
    sessions: '/home/ada/.local/share/planwright/sessions',
    trust: '/home/ada/.local/share/planwright/trust',
    inputHistoryFile: '/home/ada/.local/share/planwright/history.txt',
    skills: '/home/ada/.planwright/skills',
    commands: '/home/ada/.planwright/commands',
  });
  const own = userFolders({ XDG_CONFIG_HOME: '/etc/ada', XDG_DATA_HOME: '/data' }, 'darwin', '/home/ada');
  expect(own.configFile).toBe('/etc/ada/planwright/planwright.json');
  expect(own.sessions).toBe('/data/planwright/sessions');
  expect(userFolders({ PLANWRIGHT_HOME: '/own' }, 'linux', '/home/ada').skills).toBe('/own/skills');
});

test('relative XDG folders are ignored', () => {
  const folders = userFolders({ XDG_DATA_HOME: 'data' }, 'linux', '/home/ada');
  expect(folders.sessions).toBe('/home/ada/.local/share/planwright/sessions');
});

test('application data on Windows', () => {
  const folders = userFolders(
    { APPDATA: 'C:\\Users\\ada\\Roaming', LOCALAPPDATA: 'C:\\Users\\ada\\Local' },
    'win32',
    'C:\\Users\\ada',
  );
  expect(folders.configFile).toBe('C:\\Users\\ada\\Roaming\\planwright\\planwright.json');
  expect(folders.sessions).toBe('C:\\Users\\ada\\Local\\planwright\\sessions');
});

test('PLANWRIGHT_HOME holds everything', () => {
  expect(userFolders({ PLANWRIGHT_HOME: '/srv/pw' }, 'linux', '/home/ada')).toEqual({
    configFile: '/srv/pw/planwright.json',
    permissionsFile: '/srv/pw/permissions.json',
    sessions: '/srv/pw/sessions',
    trust: '/srv/pw/trust',
    inputHistoryFile: '/srv/pw/history.txt',
    skills: '/srv/pw/skills',
    commands: '/srv/pw/commands',
  });
});

test('compiled code is never kept in the shared temp folder', () => {
  expect(compileCacheDirectory({ HOME: '/home/ada' }, 'linux')).toBe('/home/ada/.cache/planwright/compiled');
  expect(compileCacheDirectory({ XDG_CACHE_HOME: '/cache', HOME: '/home/ada' }, 'linux')).toBe(
    '/cache/planwright/compiled',
  );
  expect(compileCacheDirectory({ LOCALAPPDATA: 'C:\\Local' }, 'win32')).toBe(
    'C:\\Local\\planwright\\compiled',
  );
  expect(compileCacheDirectory({ TMPDIR: '/tmp' }, 'linux')).toBeUndefined();
});
