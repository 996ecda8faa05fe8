import { describe, expect, it } from 'vitest';
import { chooseShell } from '../../../src/core/process/shell';
import type { ShellProbe } from '../../../src/core/process/shell';

function shellOn(
  platform: NodeJS.Platform,
  files: readonly string[],
  environment: ShellProbe['environment'] = {},
): { readonly name: string; readonly path: string } {
  const { name, path } = chooseShell({ platform, environment, isFile: (file) => files.includes(file) });
  return { name, path };
}

describe('which shell', () => {
  it.each<[string, NodeJS.Platform, string[], ShellProbe['environment'], string, string]>([
    ['bash from its fixed place', 'linux', ['/bin/bash', '/bin/sh'], {}, 'bash', '/bin/bash'],
    [
      'not another first on PATH',
      'linux',
      ['/bin/bash', '/evil/bash'],
      { PATH: '/evil' },
      'bash',
      '/bin/bash',
    ],
    [
      'bash from PATH',
      'darwin',
      ['/opt/x/bash', '/bin/sh'],
      { PATH: '/usr/bin:/opt/x/' },
      'bash',
      '/opt/x/bash',
    ],
    [
      'never from a relative PATH',
      'linux',
      ['./bash', 'bin/bash', '/bin/sh'],
      { PATH: '.:bin:' },
      'sh',
      '/bin/sh',
    ],
    ['sh without bash', 'linux', ['/bin/sh'], {}, 'sh', '/bin/sh'],
    [
      'Git Bash',
      'win32',
      ['C:\\Program Files\\Git\\bin\\bash.exe', 'C:\\Windows\\System32\\bash.exe'],
      { ProgramFiles: 'C:\\Program Files', Path: 'C:\\Windows\\System32' },
      'Git Bash',
      'C:\\Program Files\\Git\\bin\\bash.exe',
    ],
    [
      'Git Bash installed for one person',
      'win32',
      ['C:\\Users\\a\\AppData\\Local\\Programs\\Git\\bin\\bash.exe'],
      { LocalAppData: 'C:\\Users\\a\\AppData\\Local' },
      'Git Bash',
      'C:\\Users\\a\\AppData\\Local\\Programs\\Git\\bin\\bash.exe',
    ],
    [
      'Git Bash beside the git of PATH',
      'win32',
      ['D:\\tools\\Git\\cmd\\git.exe', 'D:\\tools\\Git\\bin\\bash.exe'],
      { PATH: 'C:\\Windows;"D:\\tools\\Git\\cmd\\"' },
      'Git Bash',
      'D:\\tools\\Git\\bin\\bash.exe',
    ],
    [
      'PowerShell 7 where the Linux subsystem is the only bash',
      'win32',
      ['C:\\Windows\\System32\\bash.exe', 'C:\\Program Files\\PowerShell\\7\\pwsh.exe'],
      { ProgramFiles: 'C:\\Program Files', PATH: 'C:\\Windows\\System32' },
      'PowerShell',
      'C:\\Program Files\\PowerShell\\7\\pwsh.exe',
    ],
    [
      'the PowerShell of the system',
      'win32',
      ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
      { SYSTEMROOT: 'C:\\Windows' },
      'PowerShell',
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    ],
  ])('%s', (_case, platform, files, environment, name, path) => {
    expect(shellOn(platform, files, environment)).toEqual({ name, path });
  });

  it('is an error without any', () => {
    expect(() => shellOn('linux', [])).toThrow('neither bash nor sh');
    expect(() => shellOn('win32', [])).toThrow('neither Git Bash nor PowerShell');
  });
});

describe('how it is started', () => {
  const launch = (platform: NodeJS.Platform, file: string, command: string, environment = {}) =>
    chooseShell({ platform, environment, isFile: (path) => path === file }).launch(command);

  it('hands the command to bash as one argument, without start-up files', () => {
    expect(launch('linux', '/bin/bash', 'echo "a b"')).toEqual({
      executable: '/bin/sh',
      arguments: [
        '-c',
        'exec "$@" 2>&1',
        'sh',
        '/bin/bash',
        '--noprofile',
        '--norc',
        '-c',
        '--',
        'echo "a b"',
      ],
      mergesErrors: true,
    });
  });

  it('gives a true pipe to a command that opens its output by name', () => {
    expect(launch('linux', '/bin/bash', 'echo x | tee /dev/stderr').executable).toBe('/bin/bash');
  });

  it('encodes the command for PowerShell, so that no quoting can change it', () => {
    const command = `Write-Output "it's 100%" | Out-Host`;
    const { arguments: args } = launch(
      'win32',
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      command,
    );
    expect(args.slice(0, -1)).toEqual([
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-OutputFormat',
      'Text',
      '-EncodedCommand',
    ]);
    const script = Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');
    expect(script.split('\n')[2]).toBe(command);
  });
});
