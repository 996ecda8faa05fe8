import type { SandboxKind } from '../process/commandRunner';
import { createBashEndTool, createBashOutputTool } from './bashBackgroundTools';
import { createBashTool } from './bashTool';
import { createDeleteTool } from './deleteTool';
import { createEditTool } from './editTool';
import { createGlobTool } from './globTool';
import { createGrepTool } from './grepTool';
import { createLsTool } from './lsTool';
import { createPatchTool } from './patchTool';
import { createReadTool } from './readTool';
import type { Tool } from './tool';
import { createWriteTool } from './writeTool';

export interface BuiltinToolOptions {
  /** Whether commands can run here; without them the tools for commands are not offered. */
  readonly commands: boolean;
  /** How the shell is called to the model, such as `PowerShell`. Default `bash`. */
  readonly shellName?: string;
  /** As of the `CommandRunner`. */
  readonly sandboxKind?: SandboxKind;
}

/** The built-in tools, in the order in which the model sees them. */
export function createBuiltinTools({
  commands,
  shellName,
  sandboxKind,
}: BuiltinToolOptions): readonly Tool[] {
  return [
    createReadTool(),
    createWriteTool(),
    createEditTool(),
    createPatchTool(),
    createDeleteTool(),
    createGrepTool(),
    createGlobTool(),
    createLsTool(),
    ...(commands
      ? [createBashTool({ shellName, sandboxKind }), createBashOutputTool(), createBashEndTool()]
      : []),
  ];
}
