// A program that watches over another one, as a shell or bubblewrap does, says by its exit code which signal ended that.
import { constants } from 'node:os';

/**
 * The signal that an exit code of a monitor stands for: 128 and its number, for signals that end programs. A program that ends with
 * such a code by itself means the same by it. Undefined for every other code.
 */
export function endingSignal(code: number): NodeJS.Signals | undefined {
  return ENDING.find((name) => constants.signals[name] + 128 === code);
}

const ENDING: readonly NodeJS.Signals[] = [
  ...(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE'] as const),
  ...(['SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM'] as const),
  ...(['SIGXCPU', 'SIGXFSZ', 'SIGSYS'] as const),
];
