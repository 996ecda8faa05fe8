// Calls as the pipeline would put them before the gate.
import type { PermissionRequest } from '../../../src/core/permissions/permission';
import type { FileChange, ResolvedPath, WorkspaceFolder } from '../../../src/core/workspace/workspace';

export const project: WorkspaceFolder = { name: 'project', root: '/work/project' };

/** A path inside the project. */
export function inside(display: string): ResolvedPath {
  return { path: `${project.root}/${display}`, display, folder: project };
}

/** A path outside of every folder. */
export function outside(path: string): ResolvedPath {
  return { path, display: path };
}

export function read(file: ResolvedPath, written = file.display): PermissionRequest {
  return { toolName: 'read', args: { file_path: written }, readOnly: true, paths: [file] };
}

export function edit(file: ResolvedPath, written = file.display): PermissionRequest {
  const args = { file_path: written, old_string: 'a', new_string: 'b' };
  return { toolName: 'edit', args, readOnly: false, paths: [file], changes: [creation(file)] };
}

export function patch(...files: readonly ResolvedPath[]): PermissionRequest {
  const args = { diff: '--- a\n+++ b\n' };
  return { toolName: 'patch', args, readOnly: false, paths: [], changes: files.map(creation) };
}

export function bash(command: string): PermissionRequest {
  return { toolName: 'bash', args: { command }, readOnly: false, paths: [] };
}

export function call(toolName: string, args: Readonly<Record<string, unknown>>): PermissionRequest {
  return { toolName, args, readOnly: false, paths: [] };
}

export function creation(file: ResolvedPath): FileChange {
  return { kind: 'create', file, after: { text: '' } };
}
