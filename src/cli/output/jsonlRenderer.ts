import type { OutputWriter } from './outputWriter';
import type { Renderer } from './renderer';

/** Every event as one line of JSON. */
export function createJsonlRenderer(output: OutputWriter): Renderer {
  return {
    show: (event) => output.write(`${JSON.stringify(event)}\n`),
  };
}
