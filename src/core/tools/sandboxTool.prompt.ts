export const SANDBOX_TOOL_DESCRIPTION =
  'Runs a command line in a container of its own, made with the first call and kept for the session; the workspace is /workspace there. ' +
  'For what must not run on this machine.';
