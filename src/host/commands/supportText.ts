// What "Copy Diagnostics" puts on the clipboard. Pure; nothing of what a person wrote or what a workspace holds is in it.
import type { PermissionRules } from '../../core/permissions/rules';
import type { Settings } from '../settings';

export interface SupportFacts {
  /** In the order in which they are shown, such as `Planwright: 0.1.0`. */
  readonly facts: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** All that hold beside those of sessions. Only their number is told. */
  readonly rules: PermissionRules;
  /** Names of providers with a key; never the keys. */
  readonly providersWithKey: readonly string[];
  /** Newest last, redacted. */
  readonly logLines: readonly string[];
}

export function supportText({ facts, settings, rules, providersWithKey, logLines }: SupportFacts): string {
  const sections = [
    Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
    ['Settings:', ...settingLines(settings, rules)],
    [`Providers with a key: ${providersWithKey.join(', ') || 'none'}`],
    ['Log:', ...(logLines.length === 0 ? ['(empty)'] : logLines)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function settingLines(settings: Settings, rules: PermissionRules): readonly string[] {
  const { providers, problems, planner, ...plain } = settings;
  const { testCommand, ...planning } = planner;
  const lines = Object.entries(plain).map(([name, value]) => `- ${name}: ${JSON.stringify(value)}`);
  for (const provider of providers) {
    const headers = Object.keys(provider.headers ?? {});
    const parts = [
      provider.api ?? 'default wire format',
      provider.baseUrl === undefined ? 'default address' : originOf(provider.baseUrl),
      `headers: ${headers.join(', ') || 'none'}`,
      `models: ${(provider.models ?? []).map(({ id }) => id).join(', ') || 'none'}`,
    ];
    lines.push(`- provider ${provider.name}: ${parts.join('; ')}`);
  }
  const { allow = [], ask = [], deny = [] } = rules;
  lines.push(`- permission rules: ${allow.length} allow, ${ask.length} ask, ${deny.length} deny`);
  lines.push(`- planner: ${JSON.stringify({ ...planning, hasTestCommand: testCommand !== undefined })}`);
  lines.push(...problems.map((problem) => `- problem: ${problem}`));
  return lines;
}

/** Scheme, host and port: a path or a user name may hold a secret. */
function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : 'not an address';
}
