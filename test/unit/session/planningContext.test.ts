// What the planner is given about the workspace, where the session wants that.
import { expect, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession } from './sessionFixture';
import type { OpenOptions } from './sessionFixture';

const PLAN = JSON.stringify({ goal: 'Reviews', steps: [{ id: 'a', description: 'Add reviews' }] });
const plans = ({ system }: ModelRequest): ScriptedTurn => ({
  text: system.startsWith('You plan work') ? PLAN : 'Done.',
});
const FILES = {
  'models/product.py': 'class Product:\n    name = 1\n',
  'secrets/product.py': 'class ProductKey: pass\n',
  'mail.py': 'def send(): pass\n',
};

/** What the planner was asked. */
async function asked(options: Partial<OpenOptions>, context?: string): Promise<string> {
  const { session, model } = await openSession({
    files: FILES,
    turns: Array.from({ length: 9 }, () => plans),
    ...options,
  });
  await session.createPlan('Add reviews to products', context === undefined ? {} : { context });
  return JSON.stringify(model.requests[0]?.messages.at(-1));
}

test('files that belong to the task are there, others are not', async () => {
  const prompt = await asked({ planningContext: {} });
  expect(prompt).toContain('What is known about the workspace:');
  expect(prompt).toContain('class Product:');
  expect(prompt).not.toMatch(/ProductKey|def send/);
});

test('nothing is gathered unless it is wanted, or where a context was given', async () => {
  expect(await asked({})).not.toContain('What is known');
  const given = await asked({ planningContext: {} }, 'Only this.');
  expect(given).toContain('Only this.');
  expect(given).not.toContain('class Product:');
});

test('a plan is made also where gathering fails, and that is said', async () => {
  const opened = await openSession({
    files: FILES,
    turns: Array.from({ length: 9 }, () => plans),
    planningContext: { symbols: () => Promise.reject(new Error('no symbols today')) },
  });
  const plan = await opened.session.createPlan('Add reviews to products');
  expect(plan.steps).toHaveLength(1);
  expect(opened.events.find(({ type }) => type === 'notice')).toMatchObject({
    text: 'The planner looks for itself: no symbols today',
    cause: { code: 'no_context', of: { about: 'other', text: 'no symbols today' } },
  });
});

test('stopped while it is gathered, no model is asked', async () => {
  const opened = await openSession({
    files: FILES,
    planning: true,
    turns: [],
    planningContext: {
      symbols: () => {
        void opened.session.cancel();
        return Promise.resolve(undefined);
      },
    },
  });
  const { stopReason } = await opened.session.send('Add reviews to products');
  expect(stopReason).toBe('cancelled');
  expect(opened.model.requests).toEqual([]);
});
