// Words what a command printed and how it ended, for the model.
import type { CommandOutcome } from '../process/commandRunner';
import { refusedHint, sandboxHint } from './bashTool.prompt';

/** Milliseconds. */
export const DEFAULT_COMMAND_TIMEOUT_MS = 120_000;
/** Milliseconds. */
export const MAX_COMMAND_TIMEOUT_MS = 600_000;

/** `timeoutMs` is the limit that the command ran under; `canLeave`: it may be asked for outside of the sandbox. */
export function commandResultText(outcome: CommandOutcome, timeoutMs: number, canLeave = false): string {
  const output = plainText(outcome.output);
  return [output === '' ? noOutput(outcome) : output, ...notes(outcome, timeoutMs, canLeave)]
    .filter((part) => part !== '')
    .join('\n');
}

/** What a terminal would show in the end: no control sequences, and of a line that was written over only its last state. */
export function plainText(output: string): string {
  const withoutSequences = output
    // Control sequences (colours, cursor), then operating system commands (titles, links), then other escapes.
    // eslint-disable-next-line no-control-regex -- escape sequences and control characters are what is taken out
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]/g, '');
  return (
    withoutSequences
      .replace(/\r+\n/g, '\n')
      .replace(/^.*\r(?!$)/gm, '')
      // eslint-disable-next-line no-control-regex -- escape sequences and control characters are what is taken out
      .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
      .trimEnd()
  );
}

function noOutput({ status }: CommandOutcome): string {
  return status === 'background' || status === 'exited' ? '(no output)' : '';
}

/**
 * What the sandbox may have kept from a command, by what it printed last: many programs go on after it, and a pipe hides the exit code,
 * so that one is not asked.
 */
function stoppedBy({ output, exitCode }: CommandOutcome): Parameters<typeof sandboxHint>[0] | undefined {
  const last = output.slice(-4_000);
  if (exitCode === 1 && last.startsWith('bwrap: ')) return 'itself';
  if (NO_SOCKET.test(last)) return 'socket';
  if (NO_NETWORK.test(last)) return 'network';
  return NO_PLACE.test(last) ? 'place' : undefined;
}

const NO_SOCKET =
  /Cannot connect to the Docker daemon|authentication agent|D-Bus|DBus|gpg-agent|No secret key/;
const NO_NETWORK =
  /EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|getaddrinfo|resolve host|name resolution|Name or service not known|Network is unreachable|Failed to connect to|Could not connect to|dial tcp|error sending request|ECONNREFUSED|[Cc]onnection refused|unable to access 'https?:/;
const NO_PLACE = /EROFS|[Rr]ead-only file ?system|Operation not permitted/;

function notes(outcome: CommandOutcome, timeoutMs: number, canLeave: boolean): readonly string[] {
  const result: string[] = [];
  const stopped = outcome.sandboxed === true ? stoppedBy(outcome) : undefined;
  if (outcome.fullOutputFile !== undefined) {
    result.push(`[Output was cut. The rest is in ${outcome.fullOutputFile}: use read with offset, or grep.]`);
  } else if (outcome.truncated) {
    result.push('[Output was cut.]');
  }
  switch (outcome.status) {
    case 'timed_out':
      result.push(
        `[Command timed out after ${timeoutMs}ms]`,
        `It was ended. Raise timeout (at most ${MAX_COMMAND_TIMEOUT_MS}), or use run_in_background if it is meant to keep running.`,
      );
      break;
    case 'cancelled':
      result.push('[Command cancelled]');
      break;
    case 'background':
      result.push(`[Running in the background as ${outcome.backgroundId}: see bash_output, bash_end]`);
      break;
    case 'exited':
      if (outcome.signal !== undefined) {
        result.push(`[ended by ${outcome.signal}]`);
      } else if (outcome.exitCode !== 0) {
        result.push(`[exit code ${outcome.exitCode}]`);
      }
      if (outcome.leftRunning === true) {
        result.push('[Something it started is still running; it ends with the session.]');
      }
  }
  if (outcome.refusedHosts !== undefined) result.push(refusedHint(outcome.refusedHosts, canLeave));
  else if (stopped !== undefined) result.push(sandboxHint(stopped, canLeave));
  return result;
}
