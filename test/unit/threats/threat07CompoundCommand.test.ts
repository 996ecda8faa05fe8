// Threat 7: a rule that matches the beginning of a line lets the rest of it run. Hundreds of lines are in `permissions/commands`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bash, play } from './play';

const permissions = {
  allow: [
    'bash(git log:*)',
    'bash(echo *)',
    'bash(find *)',
    'bash(grep *)',
    'bash(rg *)',
    'bash(ls:*)',
    'bash(xargs *)',
    'bash(env *)',
  ],
};

describe('threat 7: what an allowed beginning carries along', () => {
  it.each([
    'git log && touch pwned',
    'git log; touch pwned',
    'git log | touch pwned',
    'git log & touch pwned',
    'git log\ntouch pwned',
    'git log || touch pwned',
    'git log > pwned',
    'git log --output=pwned',
    'echo $(touch pwned)',
    'echo `touch pwned`',
    'echo "${x:-$(touch pwned)}"',
    'echo <(touch pwned)',
    'echo a >> pwned',
    'ls $((a[$(touch pwned)]))',
    'find . -exec touch pwned ;',
    'find . -fprint pwned',
    'ls | xargs -I{} touch pwned',
    'env touch pwned',
    'env -S "touch pwned"',
    'rg --pre "touch pwned" x',
    'git -c core.pager="touch pwned" log',
    'grep x <<< "$(touch pwned)"',
    'echo x\u2028touch pwned',
    'eval "touch pwned"',
    'ls; bash -c "touch pwned"',
    'echo "touch pwned" | sh',
  ])('%j asks and does nothing', async (line) => {
    const { ended, root } = await play([bash(line)], { permissionMode: 'ask', permissions });
    expect(ended).toEqual(['asked']);
    expect(existsSync(join(root, 'pwned'))).toBe(false);
  });

  it.each([
    ['a long line', `rm keep ${'x'.repeat(20_000)}`],
    ['one with many signs', `${'('.repeat(600)}rm keep${')'.repeat(600)}`],
    ['one that is no syntax', 'rm keep; if then fi ((('],
    ['one with hidden characters', 'rm\u200b keep; rm keep'],
    ['a wrapper in a wrapper', 'sudo env A=1 timeout 5 bash -c "nice rm keep"'],
  ])('a deny rule is not passed by %s', async (_, line) => {
    const { ended, root } = await play([bash(line)], {
      files: { keep: '' },
      permissions: { allow: ['bash'], deny: ['bash(rm *)'] },
      permissive: true,
      answer: () => true,
    });
    expect(ended).toEqual(['denied']);
    expect(existsSync(join(root, 'keep'))).toBe(true);
  });
});
