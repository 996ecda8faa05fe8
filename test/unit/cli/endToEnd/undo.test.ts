// `planwright undo` as people run it: a process of its own, after the one that changed the files.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../../../model-server/modelServer';
import type { ModelServer } from '../../../model-server/modelServer';
import { buildProgram, makePlace, run } from './program';
import type { Place, Program } from './program';
import { BROKEN, FIXED, FIX_THE_TEST } from './sampleTask';

let program: Program;
let place: Place;
let server: ModelServer;

beforeAll(async () => {
  [program, place, server] = await Promise.all([buildProgram(), makePlace(), startModelServer()]);
}, 60_000);
afterAll(() => Promise.all([program.dispose(), place.dispose(), server.dispose()]));

test('undoes the last run without a model, and takes the undo back', async () => {
  const cart = (): Promise<string> => readFile(join(place.project, 'src/cart.js'), 'utf8');
  const before = await cart();
  server.play(FIX_THE_TEST);
  const model = ['-m', 'openai/scripted-model', '--base-url', server.openaiUrl];
  await run(program.file, [...model, '--permission-mode', 'auto', 'Fix the failing test'], { place });
  expect(await cart()).toContain(FIXED);

  const undone = await run(program.file, ['undo'], { place });
  expect(undone).toMatchObject({ code: 0, stderr: '' });
  expect(undone.stdout).toMatch(
    /^restored {2}src\/cart\.js\nTo take this back: planwright undo --run \S+\n$/,
  );
  expect(await cart()).toBe(before);
  expect(await cart()).toContain(BROKEN);

  const redo = /--run (\S+)/.exec(undone.stdout)![1]!;
  expect(await run(program.file, ['undo', '--run', redo], { place })).toMatchObject({ code: 0 });
  expect(await cart()).toContain(FIXED);
  const listed = await run(program.file, ['undo', '--list'], { place });
  expect(listed.stdout.split('\n').map((line) => line.split('  ')[2])).toEqual([
    'run',
    'undo',
    'undo',
    undefined,
  ]);
}, 60_000);

test('undoes what a command changed', async () => {
  const cart = (): Promise<string> => readFile(join(place.project, 'src/cart.js'), 'utf8');
  const before = await cart();
  const command = "sed -i 's/total/sum/g' src/cart.js && rm package.json && echo new > new.txt";
  server.play([{ toolCalls: [{ name: 'bash', args: { command } }] }, { text: 'Done.' }]);
  const model = ['-m', 'openai/scripted-model', '--base-url', server.openaiUrl];
  await run(program.file, [...model, '--permission-mode', 'auto', 'Rename it'], { place });
  expect(await cart()).not.toBe(before);
  expect(existsSync(join(place.project, 'package.json'))).toBe(false);

  const undone = await run(program.file, ['undo'], { place });
  expect(undone).toMatchObject({ code: 0, stderr: '' });
  expect(await cart()).toBe(before);
  expect(existsSync(join(place.project, 'package.json'))).toBe(true);
  expect(existsSync(join(place.project, 'new.txt'))).toBe(false);
}, 60_000);
