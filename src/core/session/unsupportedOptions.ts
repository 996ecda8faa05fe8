import { ConfigurationError } from '../config/configurationError';

/** Options that the seeds promise and that have no feature behind them yet. Using one is an error, never silently nothing. */
const NOT_YET: Readonly<Record<string, string>> = {
  agentDirs: 'subagents',
  hookEngine: 'hooks',
  mcpServers: 'MCP',
  queueConfig: 'lanes',
  autoCompact: 'compaction',
  autoCompactThreshold: 'compaction',
  memoryDir: 'memory',
  memoryStore: 'memory',
  contextProviders: 'context providers',
  toolIndex: 'tool search',
};

/** Throws `ConfigurationError` naming the first option that is set (and not `false`) without a feature behind it. */
export function refuseUnsupportedOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === false || !Object.hasOwn(NOT_YET, name)) continue;
    throw new ConfigurationError(
      `The option "${name}" is not available in this version: it needs ${NOT_YET[name]}. Leave it out.`,
    );
  }
}
