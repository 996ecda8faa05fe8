import { createDeleteTool } from './deleteTool';
import { createEditTool } from './editTool';
import { createLsTool } from './lsTool';
import { createPatchTool } from './patchTool';
import { createReadTool } from './readTool';
import type { Tool } from './tool';
import { createWriteTool } from './writeTool';

export interface BuiltinToolOptions {
  /** Whether commands can run here; without them the tools for commands are not offered. */
  readonly commands: boolean;
}

/** The built-in tools, in the order in which the model sees them. */
export function createBuiltinTools(_options: BuiltinToolOptions): readonly Tool[] {
  return [
    createReadTool(),
    createWriteTool(),
    createEditTool(),
    createPatchTool(),
    createDeleteTool(),
    createLsTool(),
  ];
}
