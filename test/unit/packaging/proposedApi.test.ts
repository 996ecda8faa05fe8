// The test editor allows every proposed API, so nothing but this keeps us on the stable one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isProposedMenu, PROPOSED_CONTRIBUTION_POINTS } from './proposedNames';

interface Manifest {
  readonly enabledApiProposals?: unknown;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: Readonly<Record<string, unknown>> & {
    readonly menus?: Readonly<Record<string, unknown>>;
  };
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

describe('the manifest', () => {
  it('asks for no proposed API', () => {
    expect(manifest).not.toHaveProperty('enabledApiProposals');
  });

  it('has types of exactly the oldest editor it names', () => {
    expect(manifest.engines.vscode).toBe('^1.101.0');
    expect(manifest.devDependencies['@types/vscode']).toBe('1.101.0');
  });

  it('contributes to no proposed point', () => {
    const proposed = Object.keys(manifest.contributes).filter((point) =>
      PROPOSED_CONTRIBUTION_POINTS.has(point),
    );
    expect(proposed).toEqual([]);
  });

  it('puts nothing in a proposed menu', () => {
    expect(Object.keys(manifest.contributes.menus ?? {}).filter(isProposedMenu)).toEqual([]);
  });
});

describe('the sources of the host', () => {
  const files = readdirSync('src/host', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );

  it.each(files)('%s does not cast its way to API that is not there', (name) => {
    const text = readFileSync(join('src/host', name), 'utf8');
    expect(text).not.toMatch(/\bvscode\s+as\s+(any|unknown|object|Record)\b/);
    expect(text).not.toMatch(/\bas any\b|:\s*any\b|<any>/);
    expect(text).not.toMatch(/@ts-(ignore|expect-error|nocheck)/);
    expect(text).not.toMatch(/vscode\.proposed/);
  });
});
