import { toJSONSchema } from 'zod/v4/core';
import type { ToolDefinition } from '../model/languageModel';
import type { Tool } from './tool';

const cache = new WeakMap<Tool, ToolDefinition>();

/** The tool as the model sees it. Built once per tool; the JSON schema leaves out what says nothing to a model. */
export function toToolDefinition(tool: Tool): ToolDefinition {
  const known = cache.get(tool);
  if (known !== undefined) {
    return known;
  }
  const definition: ToolDefinition = {
    name: tool.name,
    description: tool.description,
    parameters: withoutNoise(toJSONSchema(tool.schema, { io: 'input' })) as Readonly<Record<string, unknown>>,
  };
  cache.set(tool, definition);
  return definition;
}

/** Drops `$schema`, closed-object marks and the bounds of safe integers, at every depth. */
function withoutNoise(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(withoutNoise);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(schema)) {
    const isNoise =
      key === '$schema' ||
      key === '~standard' ||
      (key === 'additionalProperties' && value === false) ||
      ((key === 'maximum' || key === 'minimum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER);
    if (!isNoise) {
      kept.push([key, withoutNoise(value)]);
    }
  }
  return Object.fromEntries(kept);
}
