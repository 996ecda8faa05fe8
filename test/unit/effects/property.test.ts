// Any sequence of file operations by commands, and then back: the workspace is what it was, byte for byte.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openEffects } from './effectsHarness';

const name = fc.constantFrom('a', 'b', 'c', 'd/a', 'd/b', 'd/e/a', 'f/g/h');
const folder = fc.constantFrom('d', 'd/e', 'f');
const content = fc.constantFrom('', 'x', 'line\\n', 'one\\r\\ntwo', '\\0bin', 'ü');
const parent = (path: string): string => `mkdir -p $(dirname ${path})`;

/** One shell command; what can't be done fails and changes nothing. */
const operation = fc.oneof(
  fc.tuple(name, content).map(([path, text]) => `${parent(path)}; printf '${text}' > ${path}`),
  fc.tuple(name, content).map(([path, text]) => `printf '${text}' >> ${path}`),
  name.map((path) => `rm -f ${path}`),
  fc.tuple(name, name).map(([from, to]) => `${parent(to)}; mv -fT ${from} ${to}`),
  fc.tuple(name, name).map(([from, to]) => `${parent(to)}; cp -pT ${from} ${to}`),
  folder.map((path) => `rm -rf ${path}`),
  fc.tuple(folder, folder).map(([from, to]) => `mv -T ${from} ${to}`),
  fc.tuple(name, folder).map(([path]) => `rm -rf ${path} && mkdir -p ${path} && printf in > ${path}/in`),
  folder.map((path) => `rm -rf ${path}; printf file > ${path}`),
  name.map((path) => `touch ${path}`),
  name.map((path) => `chmod 600 ${path}`),
);

test.each([{ git: true }, { git: false }])(
  'random commands are undone ($git)',
  async ({ git }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 5 }),
        fc.array(fc.array(operation, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
        async (names, commands) => {
          const files = Object.fromEntries(
            names.map((path, index) => [path, `content of ${path}\n`.repeat(index)]),
          );
          const followed = openEffects({ git, files: { keep: 'k', ...files } });
          const before = withoutGit(followed.tree());
          for (const [index, lines] of commands.entries()) {
            await followed.run(
              lines.map((line) => `{ ${line}; } 2>/dev/null`).join('\n') + '\ntrue',
              `run-${index}`,
            );
          }
          const result = await followed.restore('run-0');
          expect(result).toMatchObject({ kept: [], notUndoable: [] });
          expect(withoutGit(followed.tree())).toEqual(before);
        },
      ),
      { numRuns: 25 },
    );
  },
  120_000,
);

function withoutGit(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('.git/')));
}
