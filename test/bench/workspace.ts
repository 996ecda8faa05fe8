// Generated workspaces: the same files every time, a git repository as real projects are.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILES_PER_FOLDER = 50;

/** Path of the n-th source file. */
export function sourceFile(index: number): string {
  const folder = Math.floor(index / FILES_PER_FOLDER);
  return `src/part${String(folder).padStart(4, '0')}/file${String(index % FILES_PER_FOLDER).padStart(2, '0')}.ts`;
}

/** The line that the edits of the scenarios change. */
export function revisionLine(index: number, revision: number): string {
  return `export const revision${index} = ${revision};`;
}

/** Writes a workspace with so many source files and commits it. */
export async function writeWorkspace(folder: string, files: number): Promise<void> {
  for (let start = 0; start < files; start += FILES_PER_FOLDER) {
    await mkdir(join(folder, sourceFile(start), '..'), { recursive: true });
    const indexes = Array.from(
      { length: Math.min(FILES_PER_FOLDER, files - start) },
      (_, offset) => start + offset,
    );
    await Promise.all(indexes.map((index) => writeFile(join(folder, sourceFile(index)), content(index))));
  }
  await writeFile(join(folder, 'package.json'), '{ "name": "bench", "private": true }\n');
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'gc.auto=0'];
    execFileSync('git', ['-C', folder, ...identity, ...args], { stdio: 'ignore' });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'workspace');
}

function content(index: number): string {
  const functions = Array.from({ length: 8 }, (_, number) =>
    [
      `export function handler${index}_${number}(input: string): number {`,
      `  const marker = 'token${(index * 7 + number) % 97}';`,
      `  return input.length + marker.length + ${number};`,
      '}',
    ].join('\n'),
  );
  return [`// generated file ${index}`, revisionLine(index, 1), '', ...functions, ''].join('\n');
}
