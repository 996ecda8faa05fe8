import { describe, expect, it } from 'vitest';
import { commandEnvironment } from '../../../src/core/process/environment';

const fixed = {
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  PYTHONUNBUFFERED: '1',
};

describe('the environment of commands', () => {
  it.each([
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TMPDIR',
    'https_proxy',
    'NO_PROXY',
    'GOPATH',
    'CARGO_HOME',
    'JAVA_HOME',
    'NVM_DIR',
    'VIRTUAL_ENV',
    'SSH_AUTH_SOCK',
    'KUBECONFIG',
    'XDG_RUNTIME_DIR',
    'CI',
  ])('has %s', (name) => {
    expect(commandEnvironment({ [name]: 'value' }, { platform: 'linux' })).toEqual({
      ...fixed,
      [name]: 'value',
    });
  });

  it.each([
    'ANTHROPIC_API_KEY',
    'OPENAI_BASE_URL',
    'PLANWRIGHT_HOME',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'NPM_TOKEN',
    'DATABASE_URL',
    'VSCODE_IPC_HOOK_CLI',
    'ELECTRON_RUN_AS_NODE',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'BASH_ENV',
    'BASH_FUNC_ls%%',
    'PROMPT_COMMAND',
    'GIT_SSH_COMMAND',
    'GIT_DIR',
    'EDITOR',
    'lc_all',
  ])('does not have %s', (name) => {
    expect(commandEnvironment({ [name]: 'value' }, { platform: 'linux' })).toEqual(fixed);
  });

  it('has what the person named, but never a key of a model provider or what changes the program', () => {
    const source = { DATABASE_URL: 'd', NPM_TOKEN: 't', OPENAI_API_KEY: 'k', LD_PRELOAD: 'l' };
    expect(commandEnvironment(source, { platform: 'linux', keep: Object.keys(source) })).toEqual({
      ...fixed,
      DATABASE_URL: 'd',
      NPM_TOKEN: 't',
    });
  });

  it('drops every variable that holds a key in use', () => {
    const source = { HOME: '/home/a', HTTPS_PROXY: 'http://user:sk-1@proxy' };
    expect(commandEnvironment(source, { platform: 'linux', secrets: ['', 'sk-1'] })).toEqual({
      ...fixed,
      HOME: '/home/a',
    });
  });

  it('takes the program that does not page or ask, whatever was set', () => {
    expect(commandEnvironment({ TERM: 'xterm', PAGER: 'less' }, { platform: 'linux' })).toEqual(fixed);
  });

  it('ignores the case of names on Windows only', () => {
    const source = {
      Path: 'C:\\bin',
      SystemRoot: 'C:\\Windows',
      'ProgramFiles(x86)': 'p',
      Openai_Api_Key: 'k',
    };
    expect(commandEnvironment(source, { platform: 'win32', keep: ['openai_api_key'] })).toEqual({
      ...fixed,
      Path: 'C:\\bin',
      SystemRoot: 'C:\\Windows',
      'ProgramFiles(x86)': 'p',
    });
    expect(commandEnvironment(source, { platform: 'linux' })).toEqual(fixed);
  });
});
