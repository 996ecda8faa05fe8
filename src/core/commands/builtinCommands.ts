// The commands that every session has. Their output is plain text, in English, as in A3S.
import { reviewPrompt } from './builtinCommands.prompt';
import type { CommandContext, SessionCommand } from './sessionCommand';

export function builtinCommands(): readonly SessionCommand[] {
  return [
    {
      name: 'help',
      description: 'Lists the commands',
      execute: (_, { commands, skills }) => ({ text: helpText(commands, skills) }),
    },
    {
      name: 'cost',
      description: 'Shows what the session has used',
      execute: (_, context) => ({
        text: [
          `Session: ${context.sessionId.slice(0, 8)}`,
          `Model: ${context.model}`,
          `Tokens: ${context.totalTokens}`,
          `Cost: ${context.totalCost === undefined ? 'not known' : `$${context.totalCost.toFixed(4)}`}`,
        ].join('\n'),
      }),
    },
    {
      name: 'model',
      description: 'Shows or switches the model',
      usage: '/model [provider/model]',
      execute(args, { model }) {
        if (args === '') return { text: `Current model: ${model}` };
        if (!/^[^\s/]+\/\S+$/.test(args)) return { text: 'Usage: /model provider/model' };
        return { text: `Switching model to: ${args}`, action: { type: 'set_model', model: args } };
      },
    },
    {
      name: 'clear',
      description: 'Clears the conversation; files stay as they are',
      execute: (_, { historyLength }) => ({
        text: `Cleared ${historyLength} messages.`,
        action: { type: 'clear_history' },
      }),
    },
    {
      name: 'history',
      description: 'Shows how long the conversation is',
      execute: (_, { historyLength, totalTokens, sessionId }) => ({
        text: `Messages: ${historyLength}\nTokens: ${totalTokens}\nSession: ${sessionId}`,
      }),
    },
    {
      name: 'tools',
      description: 'Lists the tools',
      execute: (_, { toolNames }) => ({ text: toolsText(toolNames) }),
    },
    {
      name: 'mcp',
      description: 'Lists the MCP servers',
      execute: (_, { mcpServers, toolNames }) => ({ text: serversText(mcpServers, toolNames) }),
    },
    {
      name: 'plan',
      description: 'Plans a task, then carries it out',
      usage: '/plan task',
      execute: (args) =>
        args === ''
          ? { text: 'Usage: /plan task' }
          : { text: '', action: { type: 'prompt', text: args, plan: true } },
    },
    {
      name: 'goal',
      description: 'Shows the goal, or works on one and checks it at the end',
      usage: '/goal [what is to be reached]',
      execute(args, { goal }) {
        if (args !== '') return { text: '', action: { type: 'prompt', text: args, plan: true, goal: true } };
        return {
          text: goal === undefined ? 'There is no goal. Usage: /goal what is to be reached' : `Goal: ${goal}`,
        };
      },
    },
    {
      name: 'undo',
      description: 'Takes back what the last run did to files',
      execute: () => ({ text: '', action: { type: 'undo' } }),
    },
    {
      name: 'review',
      description: 'Reviews the changes that are not committed, or what is named',
      usage: '/review [what]',
      execute: (args) => ({ text: '', action: { type: 'prompt', text: reviewPrompt(args) } }),
    },
  ];
}

function helpText(commands: CommandContext['commands'], skills: CommandContext['skills']): string {
  const lines = commands.map(({ name, usage, description }) => `  ${usage ?? `/${name}`}: ${description}`);
  const loadable = skills.map(({ name, description }) => `  /${name}: ${firstSentence(description)}`);
  return [
    'Commands:',
    ...lines,
    ...(loadable.length === 0 ? [] : ['Skills, loaded with what is given along:', ...loadable]),
  ].join('\n');
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

function toolsText(names: readonly string[]): string {
  if (names.length === 0) return 'No tools registered.';
  const [builtin, mcp] = [names.filter((name) => !isMcp(name)), names.filter(isMcp)];
  const group = (title: string, group: readonly string[]): readonly string[] =>
    group.length === 0 ? [] : [`${title} (${group.length}):`, ...group.map((name) => `  • ${name}`)];
  return [`Tools: ${names.length}`, ...group('Builtin', builtin), ...group('MCP', mcp)].join('\n');
}

function serversText(servers: CommandContext['mcpServers'], toolNames: readonly string[]): string {
  if (servers.length === 0) return 'No MCP servers connected.';
  return servers
    .flatMap(({ name, tools }) => [
      `${name} (${tools} tools)`,
      ...toolNames.filter((tool) => tool.startsWith(`mcp__${name}__`)).map((tool) => `  • ${tool}`),
    ])
    .join('\n');
}

function isMcp(name: string): boolean {
  return name.startsWith('mcp__');
}
