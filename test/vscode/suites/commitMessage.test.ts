import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { gitApi } from '../../../src/host/git/gitApi';
import type { GitApi, GitRepository } from '../../../src/host/git/gitApi';
import {
  assertHas,
  assertLacks,
  conversation,
  createAgentFixture,
  eventually,
  SECRET_KEY,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const run = promisify(execFile);

describe('A commit message', () => {
  let fixture: AgentFixture;
  let folder: string;
  let repository: GitRepository;

  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], { cwd: folder });

  before(async () => {
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'commit-'));
    await git('init', '-q', '-b', 'main');
    await writeFile(join(folder, 'cart.txt'), 'total = 1\n');
    await git('add', '.');
    await git('commit', '-q', '-m', 'cart: begin');
    const api = (await gitApi()) as GitApi & {
      openRepository(root: vscode.Uri): Promise<GitRepository | null>;
    };
    const opened = await api.openRepository(vscode.Uri.file(folder));
    assert(opened, 'the repository could not be opened');
    repository = opened;
    await fixture.newSession();
  });

  after(async () => {
    await setting('smallModel', undefined);
    await fixture.dispose();
    await vscode.commands.executeCommand('git.close', repository);
    await rm(folder, { recursive: true, force: true });
  });

  async function change(text: string): Promise<void> {
    await writeFile(join(folder, 'cart.txt'), text);
    await git('add', 'cart.txt');
    await vscode.commands.executeCommand('git.refresh', repository);
    await eventually(() => repository.state.indexChanges.length > 0);
  }

  const generate = () =>
    vscode.commands.executeCommand('planwright.generateCommitMessage', { rootUri: repository.rootUri });

  it('is written from what is staged, in the style of the repository, without keys', async () => {
    await change(`total = 2\nkey = ${SECRET_KEY}\n`);
    fixture.server.play([{ text: '```\ncart: count to two\n```' }]);
    const first = fixture.server.requests.length;
    await generate();
    assert.equal(repository.inputBox.value, 'cart: count to two');
    const seen = conversation(fixture, first);
    assertHas(seen, /Recent messages:\\n- cart: begin/);
    assertHas(seen, /\+total = 2/);
    assertLacks(seen, new RegExp(SECRET_KEY));
    assertLacks(JSON.stringify(fixture.server.requests[first]?.body), /"tools":\[\{/);
  });

  it('asks the small model where one is chosen', async () => {
    await setting('smallModel', 'scripted/small-model');
    await fixture.host.settled();
    repository.inputBox.value = '';
    fixture.server.play([{ text: 'cart: small' }]);
    const first = fixture.server.requests.length;
    await generate();
    assert.equal(fixture.server.requests[first]?.body['model'], 'small-model');
    assert.equal(repository.inputBox.value, 'cart: small');
  });

  it('leaves hidden files out', async () => {
    const ignoreFile = join(workspaceRoot(), '.planwrightignore');
    await writeFile(ignoreFile, 'cart.txt\n');
    try {
      fixture.server.play([{ text: 'something' }]);
      const first = fixture.server.requests.length;
      await generate();
      const seen = conversation(fixture, first);
      assertLacks(seen, /total = 2|cart\.txt/);
      assertHas(seen, /1 more changed files are not shown/);
    } finally {
      await rm(ignoreFile);
    }
  });

  it('is not touched when the model fails', async () => {
    await typeMessage('mine');
    fixture.server.play([]);
    await generate();
    assert.equal(repository.inputBox.value, 'mine');
  });

  /** The editor echoes an earlier value back a moment later; what a person typed is there when it stays. */
  async function typeMessage(text: string): Promise<void> {
    for (let settled = 0; settled < 3;) {
      if (repository.inputBox.value === text) settled += 1;
      else {
        settled = 0;
        repository.inputBox.value = text;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});
