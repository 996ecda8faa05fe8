// Threat 18: secrets in logs and diagnostics. Shapes and corpora are tested in `security/`, other ways through a session in `session/`.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../session/sessionFixture';
import { bash, play, read } from './play';

/** No pattern knows it: only its value gives it away. */
const VALUE = 'Correct-horse-7-battery-Staple';

/** Without contents of files as they were before a command: they are there to be put back unchanged. */
async function stored(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('blobs'));
  return (
    await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))
  ).join('');
}

describe('threat 18: a secret that has no shape of one', () => {
  it.each([
    ['of a provider', { providers: [{ name: 'openai', apiKey: VALUE }] }],
    ['in a header', { providers: [{ name: 'openai', apiKey: 'x', headers: { authorization: VALUE } }] }],
    ['of the secret storage', { secrets: () => [VALUE] }],
    ['of the environment', { processEnvironment: { DEPLOY_TOKEN: VALUE } }],
  ])('%s is in no event, no log and no request, whoever says it', async (_, config) => {
    const sessionsDir = await temporaryFolder();
    const { session, model, events, questions } = await play(
      [read('a.txt'), bash('cat a.txt'), bash(`echo '${VALUE}' > b.txt`), bash('cat a.txt >&2; exit 3')],
      {
        files: { 'a.txt': `the value is ${VALUE}, ${Buffer.from(VALUE).toString('base64')}\n` },
        config: { sessionsDir, ...config },
        defaultSecurity: false,
        answer: ({ args }) => !JSON.stringify(args).includes('b.txt'),
      },
    );
    const seen = new Set(events.map(({ type }) => type));
    expect([...seen]).toEqual(
      expect.arrayContaining(['tool_output_delta', 'tool_end', 'confirmation_required']),
    );
    const words = [VALUE, Buffer.from(VALUE).toString('base64').slice(0, 30)];
    const said = JSON.stringify([
      events,
      model.requests.slice(1).map(({ messages }) => messages.filter(({ role }) => role === 'tool')),
    ]);
    for (const word of words) expect(said).not.toContain(word);
    expect(questions.length).toBeGreaterThan(0);
    await session.dispose();
    const log = await stored(sessionsDir);
    expect(log).toContain('tool_end');
    for (const word of words) expect(log).not.toContain(word);
  });

  it('is in no message of an error either', async () => {
    const { results, events } = await play([read(`no/${VALUE}.txt`), { name: VALUE }], {
      config: { secrets: () => [VALUE] },
    });
    expect(results).toHaveLength(2);
    expect(JSON.stringify([results, events])).not.toContain(VALUE);
  });
});
