import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Review } from '../../../src/core/review/review';
import { gitApi } from '../../../src/host/git/gitApi';
import type { GitApi, GitRepository } from '../../../src/host/git/gitApi';
import {
  closeAllEditors,
  createAgentFixture,
  eventually,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const run = promisify(execFile);
const BASE = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((line) => `${line}\n`).join('');

/** Staging, committing, discarding and switching, with a real repository and the editor's own Git extension. */
describe('Git decides about proposed changes', () => {
  let fixture: AgentFixture;
  let review: Review;
  let folder: string;
  let repository: GitRepository;

  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], { cwd: folder });
  const at = (name: string): string => join(folder, name);
  const shown = (name: string): readonly string[] =>
    review.file(at(name))?.hunks.map(({ removed, added }) => `${removed}>${added}`) ?? [];

  /** The Git extension sees what was done outside of it. */
  async function refresh(): Promise<void> {
    await vscode.commands.executeCommand('git.refresh', repository);
  }

  before(async () => {
    fixture = await createAgentFixture();
    review = fixture.host.review;
    folder = await mkdtemp(join(workspaceRoot(), 'git-'));
    await git('init', '-q', '-b', 'main');
    await writeFile(at('a.txt'), BASE);
    await git('add', '.');
    await git('commit', '-q', '-m', 'begin');
    const api = (await gitApi()) as GitApi & {
      openRepository(root: vscode.Uri): Promise<GitRepository | null>;
    };
    const opened = await api.openRepository(vscode.Uri.file(folder));
    assert(opened, 'the repository could not be opened');
    repository = opened;
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
  });

  after(async () => {
    await fixture.dispose();
    await vscode.commands.executeCommand('git.close', repository);
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    await review.keep({ kind: 'all' });
    await closeAllEditors();
    await git('checkout', '-qf', 'main');
    await git('reset', '-q', '--hard');
    await git('clean', '-qfd');
    await refresh();
  });

  /** The agent works on the files, and the list of Git's changes has them. */
  async function agent(...calls: readonly { readonly name: string; readonly args: object }[]): Promise<void> {
    fixture.server.play([
      ...calls.map(({ name, args }) => ({ toolCalls: [{ name, args: { ...args } }] })),
      { text: 'Done.' },
    ]);
    await runToEnd(await fixture.newSession(), 'Change it.');
    await refresh();
    await eventually(
      () => repository.state.workingTreeChanges.length + (repository.state.untrackedChanges?.length ?? 0) > 0,
    );
    await sawGit();
  }

  const read = (name: string) => ({ name: 'read', args: { file_path: at(name) } });
  const replace = (name: string, from: string, to: string) => ({
    name: 'edit',
    args: { file_path: at(name), old_string: from, new_string: to },
  });

  /** A look at Git comes a moment after each change; without one before, nothing can be compared. */
  const sawGit = () => fixture.host.gitSettled();

  it('staging ranges keeps the hunk inside and leaves the other', async () => {
    await agent(read('a.txt'), replace('a.txt', 'two', 'TWO'), replace('a.txt', 'six', 'SIX'));
    assert.deepEqual(shown('a.txt'), ['two\n>TWO\n', 'six\n>SIX\n']);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(at('a.txt')));
    editor.selection = new vscode.Selection(1, 0, 1, 3);
    await eventually(async () => {
      await vscode.commands.executeCommand('git.stageSelectedRanges');
      return repository.state.indexChanges.length > 0;
    });
    await eventually(() => shown('a.txt').length === 1);
    assert.deepEqual(shown('a.txt'), ['six\n>SIX\n']);
    assert.equal(await readFile(at('a.txt'), 'utf8'), BASE.replace('two', 'TWO').replace('six', 'SIX'));
  });

  it('staging files keeps all of them, new ones included', async () => {
    await agent(read('a.txt'), replace('a.txt', 'two', 'TWO'), {
      name: 'write',
      args: { file_path: at('new.txt'), content: 'new\n' },
    });
    assert.equal(review.file(at('new.txt'))?.kind, 'created');
    await git('add', '.');
    await refresh();
    await eventually(() => review.files().length === 0);
  });

  it('a commit that has the change keeps it', async () => {
    await agent(read('a.txt'), replace('a.txt', 'two', 'TWO'), replace('a.txt', 'six', 'SIX'));
    await git('commit', '-qam', 'in the terminal');
    try {
      await refresh();
      await eventually(() => review.files().length === 0);
    } finally {
      await git('reset', '-q', '--hard', 'HEAD~1');
    }
  });

  it('discarding settles the changes, also over what a person had not committed', async () => {
    await writeFile(at('a.txt'), BASE.replace('two', 'mine'));
    await agent(read('a.txt'), replace('a.txt', 'mine', 'TWO'), replace('a.txt', 'six', 'SIX'));
    assert.deepEqual(shown('a.txt'), ['mine\n>TWO\n', 'six\n>SIX\n']);
    await git('checkout', '-q', '--', 'a.txt');
    await refresh();
    await eventually(() => review.files().length === 0);
    assert.equal(await readFile(at('a.txt'), 'utf8'), BASE);
  });

  it('a switch to a branch that has the same change decides nothing', async () => {
    await git('checkout', '-qb', 'other');
    await writeFile(at('a.txt'), BASE.replace('two', 'TWO'));
    await git('commit', '-qam', 'the same');
    await git('checkout', '-q', 'main');
    await refresh();
    await agent(read('a.txt'), replace('a.txt', 'two', 'TWO'));
    await git('checkout', '-qf', 'other');
    await refresh();
    await eventually(() => repository.state.HEAD?.name === 'other');
    await sawGit();
    assert.deepEqual(shown('a.txt'), ['two\n>TWO\n']);
  });

  it('decides nothing when it is not wanted', async () => {
    await setting('review.followGit', false);
    await fixture.host.settled();
    try {
      await agent(read('a.txt'), replace('a.txt', 'two', 'TWO'));
      await git('add', '.');
      await refresh();
      await eventually(() => repository.state.indexChanges.length > 0);
      await sawGit();
      assert.deepEqual(shown('a.txt'), ['two\n>TWO\n']);
    } finally {
      await setting('review.followGit', undefined);
      await fixture.host.settled();
    }
  });
});
