import { describe, expect, it } from 'vitest';
import { buildSystemPrompt } from '../../../src/core/session/systemPrompt';
import type { WorkspaceFacts } from '../../../src/core/session/systemPrompt';

const facts: WorkspaceFacts = {
  folders: [{ name: 'shop', root: '/work/shop' }],
  platform: 'linux',
  shell: 'bash',
  date: '2026-01-02',
  readOnly: false,
};
const build = (slots = {}, more: Partial<WorkspaceFacts> = {}, projectInstructions = ''): string =>
  buildSystemPrompt({ slots, facts: { ...facts, ...more }, projectInstructions });

describe('the system prompt', () => {
  it('has identity, core, format and workspace by default', () => {
    const headings = build().match(/^## .*$/gm);
    expect(build()).toMatch(/^You are Planwright, .*editor\. You work in a loop/);
    expect(headings).toEqual([
      '## How you work',
      '## Tools',
      '## When you are done',
      '## Response Format',
      '## Workspace',
    ]);
  });

  it('puts the slots where the spec says', () => {
    const prompt = build(
      {
        role: 'You are a senior Rust developer.',
        guidelines: 'Use clippy.\r\n',
        responseStyle: 'Use bullet points.',
        extra: 'This project uses axum.',
      },
      {},
      '## Instructions from AGENTS.md\nBe kind.',
    );
    expect(prompt).toMatch(/^You are a senior Rust developer\. You work in a loop/);
    expect(prompt).not.toContain('You are Planwright');
    expect(prompt).not.toContain('Be brief and concrete');
    const order = [
      '## Response Format\nUse bullet points.',
      '## Guidelines\nUse clippy.\n',
      'This project uses axum.',
      'Be kind.',
    ];
    const places = order.map((text) => prompt.indexOf(text));
    expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true);
  });

  it('adds nothing for empty slots', () => {
    expect(build({ role: ' ', guidelines: '', responseStyle: '\r\n', extra: ' ' })).toBe(build());
  });

  it('says how paths are written in several folders, and what is not possible', () => {
    const prompt = build(
      {},
      {
        folders: [
          { name: 'api', root: '/w/api' },
          { name: 'web', root: '/w/web' },
        ],
        shell: undefined,
        readOnly: true,
      },
    );
    expect(prompt).toContain('- web: /w/web');
    expect(prompt).toContain('Commands cannot be run here.');
    expect(prompt).toContain('This workspace is read-only for you');
  });

  it('is short enough to leave room for the tools in a first request of 16 kB', () => {
    expect(build().length).toBeLessThan(3500);
  });
});
