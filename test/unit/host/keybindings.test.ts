// Our default keys: each has a `when`, and none is one that the stock editor uses. The whole list of the editor is looked at in
// `test/vscode/suites/keybindings.test.ts`; here stand the ones that people miss most, on every system.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND_IDS } from '../../../src/host/commandIds';

interface Binding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
  readonly when?: string;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: { readonly keybindings: readonly Binding[] };
};
const bindings = manifest.contributes.keybindings;

const STOCK = {
  key: `ctrl+p ctrl+shift+p ctrl+n ctrl+shift+n ctrl+w ctrl+s ctrl+k ctrl+f ctrl+h ctrl+i ctrl+l ctrl+shift+i ctrl+alt+i shift+alt+a
    shift+alt+f shift+alt+i shift+alt+o shift+alt+h shift+alt+d alt+z alt+c alt+r alt+w alt+l alt+enter alt+up alt+down shift+alt+up
    shift+alt+down ctrl+. alt+f8 ctrl+space alt+f1 alt+f2 f1 f2 f5 f12 shift+alt+f12 ctrl+shift+b ctrl+shift+e ctrl+shift+g ctrl+shift+x`,
  mac: `cmd+p cmd+shift+p cmd+n cmd+shift+n cmd+w cmd+s cmd+k cmd+f cmd+i cmd+l ctrl+cmd+i shift+alt+a shift+alt+f shift+alt+i
    ctrl+space ctrl+shift+r ctrl+g ctrl+w ctrl+r ctrl+q ctrl+a ctrl+e ctrl+n ctrl+p ctrl+alt+i cmd+. f1 f2 f5 f12 alt+up alt+down`,
};

describe('our default keys', () => {
  it('run our commands, each key once, and only where its condition holds', () => {
    expect(bindings.length).toBeGreaterThan(0);
    for (const { command, when, mac } of bindings) {
      expect(COMMAND_IDS).toContain(command);
      expect(when, command).toMatch(/\w/);
      expect(mac, command).toMatch(/\w/);
    }
    // The same command may have its key twice: with other arguments under a screen reader. A list has keys of its own.
    for (const system of ['key', 'mac'] as const) {
      const commands = new Map<string, Set<string>>();
      for (const binding of bindings) {
        const list = /focusedView == \S+/.exec(binding.when ?? '')?.[0] ?? '';
        const key = `${binding[system] ?? ''} ${list}`;
        commands.set(key, (commands.get(key) ?? new Set()).add(binding.command));
      }
      expect([...commands].filter(([, named]) => named.size > 1)).toEqual([]);
      expect(new Set(bindings.map((binding) => `${binding[system]} ${binding.when}`)).size).toBe(
        bindings.length,
      );
    }
  });

  it.each(['key', 'mac'] as const)('take none of the stock editor (%s)', (system) => {
    const stock = new Set(STOCK[system].split(/\s+/));
    expect(bindings.filter((binding) => stock.has(binding[system] ?? ''))).toEqual([]);
  });

  it('leave the characters of AltGr and Option alone', () => {
    // Ctrl+Alt with a character is AltGr on Windows; Option with a character types one on macOS.
    expect(bindings.filter(({ key }) => /ctrl\+(shift\+)?alt\+.$/.test(key))).toEqual([]);
    expect(bindings.filter(({ mac }) => /^(shift\+)?alt\+.$/.test(mac ?? ''))).toEqual([]);
  });
});
