// Threat 9: a local port that any page of the web could talk to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bash, play, read } from './play';

/**
 * The way of a sandboxed command into the network: a socket of a private folder, on macOS a port that wants a password
 * (`sandbox/domainProxy.test.ts`), and a port of the sandbox's own network that nobody outside of it can reach.
 */
const OF_THE_SANDBOX = ['src/core/sandbox/domainProxy.ts', 'src/core/sandbox/networkBridge.ts'];

const listens = (file: string): boolean =>
  /\bcreateServer\b|\.listen\(\s*(?:\d|\{|port)|WebSocketServer|\bcreateSocket\b|node:dgram/.test(
    readFileSync(file, 'utf8'),
  );

describe('threat 9: a listening port', () => {
  it('is opened by none of our sources but the way of a sandboxed command into the network', () => {
    const sources = ['src', 'webview'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    );
    expect(sources.filter(listens).sort()).toEqual(OF_THE_SANDBOX);
  });

  it('is opened by nothing else that is bundled with the agent', async () => {
    const { metafile } = await build({
      entryPoints: ['src/core/index.ts', 'src/cli/main.ts'],
      bundle: true,
      write: false,
      metafile: true,
      splitting: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      outdir: 'unused',
      external: ['@vscode/ripgrep'],
      logLevel: 'silent',
    });
    const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    );
    const servers = [...new Set(used)].filter((file) => /\.[cm]?[jt]s$/.test(file) && listens(file));
    expect(servers.sort()).toEqual(OF_THE_SANDBOX);
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
