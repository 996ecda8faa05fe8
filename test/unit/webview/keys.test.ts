import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KEY_COMMANDS, keyOf } from '../../../webview/keys';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly mac: string }[];
  };
};

it.each(KEY_COMMANDS)('names the key of %s as the editor binds it', (command) => {
  const bound = contributes.keybindings.find((binding) => binding.command === command);
  expect([keyOf(command, false).toLowerCase(), keyOf(command, true).toLowerCase()]).toEqual([
    bound?.key,
    bound?.mac,
  ]);
});
