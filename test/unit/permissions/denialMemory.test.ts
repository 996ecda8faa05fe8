import { expect, it } from 'vitest';
import { createDenialMemory } from '../../../src/core/permissions/denialMemory';
import type { Effect } from '../../../src/core/permissions/effect';
import { createPermissionGate } from '../../../src/core/permissions/gate';
import { bash, call } from './requests';

const build: Effect = { kind: 'delete', target: '/w/build', shown: 'build' };

it('what the person says to the run puts what they refused before them again', () => {
  const memory = createDenialMemory();
  memory.enter('r1');
  memory.refused({ by: 'rm -rf build', effects: [build] });
  expect(memory.judge([build])?.decision).toBe('deny');
  memory.personSpoke();
  expect(memory.judge([build])).toEqual({
    decision: 'ask',
    cause: { code: 'refused_before', effect: build, by: 'rm -rf build', inThisRun: false },
  });
});

it.each<[string, Effect, 'deny' | 'ask' | undefined]>([
  ['the same', build, 'deny'],
  ['a file in it', { ...build, target: '/w/build/a' }, 'deny'],
  ['what holds it', { ...build, target: '/w' }, 'deny'],
  ['who knows what', { kind: 'delete' }, 'ask'],
  ['emptied instead', { kind: 'write', target: '/w/build' }, 'ask'],
  ['another folder', { ...build, target: '/w/build2' }, undefined],
  ['a read outside', { kind: 'read_outside', target: '/w/build' }, undefined],
])('%s', (_name, effect, decision) => {
  const memory = createDenialMemory();
  memory.enter('r1');
  memory.refused({ by: 'x', effects: [build] });
  expect(memory.judge([effect])?.decision).toBe(decision);
});

it('keeps the last 200 refusals', () => {
  const memory = createDenialMemory();
  for (let index = 0; index <= 200; index += 1)
    memory.refused({ by: 'x', effects: [{ ...build, target: `/w/${index}` }] });
  expect(memory.judge([{ ...build, target: '/w/0' }])).toBeUndefined();
  expect(memory.judge([{ ...build, target: '/w/200' }])).toBeDefined();
});

it.each([
  ['Remove-Item -Recurse -Force build', 'ri build'],
  ['Remove-Item build', 'Get-ChildItem build | Remove-Item'],
])('in PowerShell: %s, then %s', async (refused, again) => {
  const memory = createDenialMemory();
  const gate = createPermissionGate({
    mode: () => 'auto',
    trusted: true,
    shell: 'powershell',
    rules: { ask: ['bash(Remove-Item *)'] },
    denials: memory,
  });
  const first = await gate.check(bash(refused));
  memory.refused({ by: refused, effects: first.effects ?? [] });
  const verdict = await gate.check(bash(again));
  expect(verdict).toMatchObject({ cause: { code: 'refused_before', by: refused } });
  expect(verdict.decision).not.toBe('allow');
});

it('looks at the command of the own terminal and at the address of a fetch', async () => {
  const memory = createDenialMemory();
  const gate = createPermissionGate({ mode: () => 'auto', trusted: true, denials: memory });
  const asked = await gate.check(call('terminal', { command: 'rm -rf build' }));
  memory.refused({ by: 'rm -rf build', effects: asked.effects ?? [] });
  expect((await gate.check(bash('find build -delete'))).cause?.code).toBe('refused_before');
  memory.refused({ by: 'curl', effects: [{ kind: 'network', target: 'evil.example' }] });
  const fetching = await gate.check(call('web_fetch', { url: 'https://evil.example/x' }));
  expect(fetching.cause?.code).toBe('refused_before');
});
