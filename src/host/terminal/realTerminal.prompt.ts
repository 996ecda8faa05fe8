export const REAL_TERMINAL_DESCRIPTION = `Runs a command in a visible terminal of the person's own shell, with a real TTY, their profile and aliases. The person is asked each time.

Use it only where bash is not enough: a program that needs a terminal, a log-in that the person completes, or their own environment. For everything else use bash.
The person sees the terminal and can type into it. The result holds what was printed and the exit code.`;
