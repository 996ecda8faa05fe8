// Command line arguments -> what is asked for. Pure: reads no file and no environment.
import { parseArgs } from 'node:util';
import type { Limits, ProviderConfig } from '../core/session/sessionOptions';
import { PERMISSION_MODES } from '../core/permissions/permissionMode';
import type { PermissionMode } from '../core/permissions/permissionMode';
import { UsageError } from './usageError';

export const OUTPUT_FORMATS = ['text', 'jsonl'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const WIRE_FORMATS = [
  'anthropic',
  'responses',
  'chat',
] as const satisfies readonly ProviderConfig['api'][];

/** Words that are commands when they stand alone; `planwright -- models` makes a prompt of them. */
export const SUBCOMMANDS = ['sessions', 'models', 'undo', 'help'] as const;
export type Subcommand = (typeof SUBCOMMANDS)[number];

export interface CommandLineOptions {
  readonly subcommand?: Subcommand;
  readonly help: boolean;
  readonly version: boolean;
  /** Words of the prompt joined by spaces; empty when there is none. */
  readonly prompt: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly api?: ProviderConfig['api'];
  readonly directory?: string;
  readonly configFile?: string;
  readonly permissionMode?: PermissionMode;
  readonly output: OutputFormat;
  /** A session id, the beginning of one, or `last`. */
  readonly resume?: string;
  /** Of `undo`: the run, or the undo, to go back before; an id or the beginning of one. */
  readonly run?: string;
  /** Of `undo`: only show what there is. */
  readonly list: boolean;
  readonly images: readonly string[];
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly limits: Limits;
}

const definitions = {
  model: { type: 'string', short: 'm' },
  'base-url': { type: 'string' },
  api: { type: 'string' },
  directory: { type: 'string', short: 'C' },
  config: { type: 'string', short: 'c' },
  'permission-mode': { type: 'string' },
  output: { type: 'string' },
  resume: { type: 'string' },
  run: { type: 'string' },
  list: { type: 'boolean' },
  image: { type: 'string', multiple: true },
  allow: { type: 'string', multiple: true },
  deny: { type: 'string', multiple: true },
  'limit-turns': { type: 'string' },
  'limit-tokens': { type: 'string' },
  'limit-cost': { type: 'string' },
  'limit-minutes': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Throws {@link UsageError}. */
export function parseArguments(argv: readonly string[]): CommandLineOptions {
  const { values, positionals, tokens } = parse(argv);
  const terminated = tokens.some((token) => token.kind === 'option-terminator');
  const subcommand = terminated || positionals.length !== 1 ? undefined : find(SUBCOMMANDS, positionals[0]);
  for (const option of ['run', 'list'] as const) {
    if (values[option] !== undefined && subcommand !== 'undo') {
      throw new UsageError(`--${option} goes with undo.`);
    }
  }
  return {
    subcommand,
    help: values.help ?? false,
    version: values.version ?? false,
    prompt: subcommand ? '' : positionals.join(' ').trim(),
    model: notEmpty('--model', values.model),
    baseUrl: url('--base-url', values['base-url']),
    api: choice('--api', WIRE_FORMATS, values.api),
    directory: notEmpty('--directory', values.directory),
    configFile: notEmpty('--config', values.config),
    permissionMode: choice('--permission-mode', PERMISSION_MODES, values['permission-mode']),
    output: choice('--output', OUTPUT_FORMATS, values.output) ?? 'text',
    resume: notEmpty('--resume', values.resume),
    run: notEmpty('--run', values.run),
    list: values.list ?? false,
    images: values.image ?? [],
    allow: values.allow ?? [],
    deny: values.deny ?? [],
    limits: {
      turns: count('--limit-turns', values['limit-turns']),
      tokens: count('--limit-tokens', values['limit-tokens']),
      cost: positive('--limit-cost', values['limit-cost']),
      minutes: positive('--limit-minutes', values['limit-minutes']),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: definitions,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    // parseArgs throws TypeErrors whose first sentence is meant for people.
    throw new UsageError(error instanceof Error ? firstSentence(error.message) : String(error), {
      cause: error,
    });
  }
}

function firstSentence(message: string): string {
  const end = message.indexOf('. ');
  return end < 0 ? message : `${message.slice(0, end)}.`;
}

function find<Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined {
  return values.find((value) => value === text);
}

function choice<Value extends string>(
  option: string,
  values: readonly Value[],
  text: string | undefined,
): Value | undefined {
  if (text === undefined) return undefined;
  const found = find(values, text);
  if (!found) throw new UsageError(`${option} must be one of ${values.join(', ')}; got "${text}".`);
  return found;
}

function notEmpty(option: string, text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new UsageError(`${option} needs a value.`);
  return text;
}

function url(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new UsageError(`${option} must be an http or https address; got "${text}".`);
  }
  return text;
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) {
    throw new UsageError(`${option} must be a number above 0; got "${text}".`);
  }
  return number;
}

function count(option: string, text: string | undefined): number | undefined {
  const number = positive(option, text);
  if (number !== undefined && !Number.isInteger(number)) {
    throw new UsageError(`${option} must be a whole number; got "${text}".`);
  }
  return number;
}
