// Why there is no sandbox, and what can be done about it, in English.
import type { SandboxProblem } from './commandSandbox';

/** Whole sentences. */
export function sandboxProblemText(problem: SandboxProblem): string {
  switch (problem.code) {
    case 'not_installed':
      if (problem.name !== 'bubblewrap') return `${problem.name} is not installed.`;
      return `${problem.name} is not installed (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap).`;
    case 'broken':
      if (problem.name !== 'bubblewrap') return `${problem.name} does not work here: ${problem.detail}.`;
      return `${problem.name} does not work here: ${problem.detail}. It needs user namespaces; Ubuntu 24.04 wants an AppArmor profile for bwrap.`;
    case 'unsupported':
      return 'This system brings no sandbox; Linux and macOS do.';
  }
}
