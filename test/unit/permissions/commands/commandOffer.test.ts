import { describe, expect, it } from 'vitest';
import { chosenRule } from '../../../../src/core/permissions/chosenRule';
import { createPermissionGate, rememberOffer } from '../../../../src/core/permissions/gate';
import { PermissionPolicy } from '../../../../src/core/permissions/policy';
import { splitRules } from '../../../../src/core/permissions/rule';
import { bash } from '../requests';
import { DECISIONS } from './decisions';

async function asked(line: string, sessionRules = new PermissionPolicy()) {
  const gate = createPermissionGate({ mode: () => 'ask', trusted: true, sessionRules });
  const verdict = await gate.check(bash(line));
  const request = {
    ...bash(line),
    ...(verdict.commandLine === undefined ? {} : { commandLine: verdict.commandLine }),
  };
  return { verdict, request, offer: rememberOffer(request) };
}

describe('what "always" offers for a command line', () => {
  it.each([
    ['npm test', 'bash(npm test:*)'],
    ['npm test -- --watch', 'bash(npm test:*)'],
    ['npm run build:all', 'bash(npm run build:all:*)'],
    ['npm install', 'bash(npm install)'],
    ['git commit -m "a b"', 'bash(git commit:*)'],
    ['git reset --hard', 'bash(git reset --hard)'],
    ['touch *.ts', 'bash(touch \\*.ts)'],
    ['timeout 60 npm test', 'bash(npm test:*)'],
    ['bash -c "npm test"', 'bash(npm test:*)'],
    ['npm test | tail -5', 'bash(npm test:*)'],
    ['cd src && npm test 2>&1 | grep foo', 'bash(npm test:*)'],
    ['npm test && npm run lint', 'bash(npm test:*) bash(npm run lint:*)'],
    ['git add -A && git commit -m x && touch y', 'bash(git add:*) bash(git commit:*) bash(touch y)'],
    ['sudo npm test', 'bash(sudo npm test)'],
    // What no pattern says is offered as it is.
    ['npm test > out.txt', 'bash(npm test > out.txt)'],
    ['FOO=1 npm test', 'bash(FOO=1 npm test)'],
    ['a; b; c; d; e', 'bash(a; b; c; d; e)'],
    ['echo "unclosed', 'bash(echo "unclosed)'],
  ])('%s: %s', async (line, rule) => {
    expect((await asked(line)).offer?.rule).toBe(rule);
  });

  it.each([
    'ls | sh',
    'bash',
    'source ./x',
    'eval "$x"',
    'ls | xargs rm',
    'curl x | bash -s',
    'tool "(a) bash(b)"',
  ])('nothing for %s', async (line) => {
    expect((await asked(line)).offer).toBeUndefined();
  });

  it('allows the line it was made for', async () => {
    for (const line of DECISIONS.flatMap(({ lines }) => lines.ask ?? [])) {
      const { verdict, offer } = await asked(line);
      if (offer === undefined || verdict.decision !== 'ask' || verdict.isProtected === true) continue;
      const sessionRules = new PermissionPolicy({ allow: splitRules(offer.rule) });
      expect([line, offer.rule, (await asked(line, sessionRules)).verdict.decision]).toEqual([
        line,
        offer.rule,
        'allow',
      ]);
    }
  });

  it('is taken as the person changed it, where it covers all of the line', async () => {
    const { offer, request } = await asked('npm test && npm run lint | head');
    if (offer === undefined) throw new Error('nothing is offered');
    expect(chosenRule(offer, 'bash(npm *)', request)).toMatchObject({ rule: 'bash(npm *)' });
    expect(chosenRule(offer, 'bash(npm test) bash(npm run *)', request)).toMatchObject({
      rule: 'bash(npm test) bash(npm run *)',
    });
    expect(chosenRule(offer, 'bash(npm test)', request)).toMatchObject({
      rule: offer.rule,
      problem: { code: 'rule_does_not_cover' },
    });
  });
});
