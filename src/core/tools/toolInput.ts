// Checks the arguments of a call against the tool's schema, once, before the tool sees them. Forgives what models commonly get
// wrong and what can mean only one thing: null for "not given", a number, boolean or list written as a string.
import en from 'zod/v4/locales/en.js';
import type { $ZodError } from 'zod/v4/core';
import type { Tool } from './tool';

export type ToolInputResult =
  | { readonly ok: true; readonly input: unknown }
  /** `message` is written for the model. */
  | { readonly ok: false; readonly message: string };

const words = en();

/** Validates `args` for `tool`. */
export function parseToolInput(tool: Tool, args: Readonly<Record<string, unknown>>): ToolInputResult {
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
  const first = tool.schema.safeParse(given, { error: words.localeError as (issue: object) => string });
  if (first.success) {
    return { ok: true, input: first.data };
  }
  const repaired = repair(given, first.error);
  if (repaired !== undefined) {
    const second = tool.schema.safeParse(repaired);
    if (second.success) {
      return { ok: true, input: second.data };
    }
  }
  const problems = first.error.issues.map(
    (issue) => `- ${issue.path.join('.') || 'arguments'}: ${issue.message}`,
  );
  return { ok: false, message: `Invalid arguments for ${tool.name}:\n${problems.join('\n')}` };
}

/** The arguments with strings turned into the expected type; undefined when nothing could be turned. */
function repair(args: Record<string, unknown>, error: $ZodError): Record<string, unknown> | undefined {
  let changed = false;
  const result = { ...args };
  for (const issue of error.issues) {
    const key = issue.path[0];
    if (issue.code !== 'invalid_type' || issue.path.length !== 1 || typeof key !== 'string') {
      continue;
    }
    const value = fromString(result[key], issue.expected);
    if (value !== undefined) {
      result[key] = value;
      changed = true;
    }
  }
  return changed ? result : undefined;
}

function fromString(value: unknown, expected: string): unknown {
  if (typeof value !== 'string') {
    return undefined;
  }
  if ((expected === 'number' || expected === 'int') && /^-?\d+(\.\d+)?$/.test(value.trim())) {
    return Number(value);
  }
  if (expected === 'boolean' && (value === 'true' || value === 'false')) {
    return value === 'true';
  }
  if (expected === 'array' || expected === 'object') {
    try {
      return JSON.parse(value);
    } catch {
      // Not JSON: the schema's own message is the better answer.
      return undefined;
    }
  }
  return undefined;
}
