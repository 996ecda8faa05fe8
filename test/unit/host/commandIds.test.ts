import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMAND_IDS, PANEL_VIEW, PERMISSIONS_VIEW, REVIEW_VIEW } from '../../../src/host/commandIds';
import { VIEW_COMMANDS } from '../../../src/protocol/messages';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const known: ReadonlySet<string> = new Set(COMMAND_IDS);

it('declares exactly the commands that are registered', () => {
  expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual([...COMMAND_IDS].sort());
});

it('names only our commands in menus and in the panel', () => {
  const inMenus = Object.values(manifest.contributes.menus).flatMap((items) =>
    items.flatMap(({ command }) => command ?? []),
  );
  expect([...inMenus, ...VIEW_COMMANDS].filter((command) => !known.has(command))).toEqual([]);
});

it('contributes the views that are registered', () => {
  expect(
    Object.values(manifest.contributes.views)
      .flat()
      .map(({ id }) => id),
  ).toEqual([PANEL_VIEW, REVIEW_VIEW, PERMISSIONS_VIEW]);
});
