import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keyOf } from '../../../webview/keys';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly keybindings: readonly {
      readonly command: Parameters<typeof keyOf>[0];
      readonly key: string;
      readonly mac: string;
    }[];
  };
};

it.each(contributes.keybindings)(
  'names the key of $command as the editor binds it',
  ({ command, key, mac }) => {
    expect([keyOf(command, false).toLowerCase(), keyOf(command, true).toLowerCase()]).toEqual([key, mac]);
  },
);
