// Threat 9: a local port that any page of the web could talk to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bash, play, read } from './play';

describe('threat 9: a listening port', () => {
  it('is opened by none of our sources', () => {
    const listening = ['src', 'webview'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .filter((name) =>
          /\bcreateServer\b|\.listen\(\s*(?:\d|\{|port)|WebSocketServer|\bcreateSocket\b|node:dgram/.test(
            readFileSync(join(folder, name), 'utf8'),
          ),
        ),
    );
    expect(listening).toEqual([]);
  });

  it('is opened by nothing that is bundled with the agent', async () => {
    const { outputFiles } = await build({
      entryPoints: ['src/core/index.ts', 'src/cli/main.ts'],
      bundle: true,
      write: false,
      splitting: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      outdir: 'unused',
      external: ['@vscode/ripgrep'],
      logLevel: 'silent',
    });
    const servers = outputFiles.filter(({ text }) => /\bcreateServer\s*\(|new WebSocketServer\b/.test(text));
    expect(servers.map(({ path }) => path)).toEqual([]);
  });

  it('is not there while a session works, nor after it', async () => {
    const servers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /TCPServer|PipeServer|UDP/i.test(kind)).length;
    const before = servers();
    let during = -1;
    await play([read('a.txt'), bash('touch b.txt'), bash('npm pkg get name')], {
      files: { 'a.txt': '' },
      permissions: { allow: ['bash(touch *)'] },
      permissionMode: 'ask',
      answer: () => {
        during = servers();
        return false;
      },
    });
    expect([during, servers()]).toEqual([before, before]);
  });
});
