// Asks a person at the terminal. Without a time limit: nothing is approved by waiting.
import type {
  ConfirmationAnswer,
  ConfirmationProvider,
  ConfirmationRequest,
} from '../../core/permissions/confirmation';
import type { Style } from '../output/style';
import { splitRules } from '../../core/permissions/rule';
import { ruleProblem, ruleProblemText } from '../../core/permissions/ruleProblem';
import { printable } from '../output/printable';
import { choices, parseAnswer } from './answer';
import { pickHunks } from './pickHunks';
import { questionLines, rememberLine } from './question';

export interface TerminalConfirmationOptions {
  readonly style: Style;
  /** Prints lines above the question. */
  readonly print: (text: string) => void;
  /** Asks for one line; undefined when input has ended. Rejects when the signal fires. */
  readonly readLine: (prompt: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** One question at a time: calls of one turn that ask together wait for each other. */
export function createTerminalConfirmation(options: TerminalConfirmationOptions): ConfirmationProvider {
  let last: Promise<unknown> = Promise.resolve();
  return {
    timeoutMs: 0,
    timeoutAction: 'reject',
    request(request, signal) {
      const answer = last.then(() => ask(request, signal, options));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

async function ask(
  request: ConfirmationRequest,
  signal: AbortSignal,
  { style, print, readLine }: TerminalConfirmationOptions,
): Promise<ConfirmationAnswer> {
  signal.throwIfAborted();
  print(`${questionLines(request, style).join('\n')}\n`);
  const { remember } = request.details;
  /** The rule as the person changed it. */
  let rule: string | undefined;
  for (;;) {
    const typed = await readLine(choices(request.details), signal);
    if (typed === undefined) return { approved: false, reason: 'the terminal was closed' };
    const answer = parseAnswer(typed, request.details);
    if (!answer) {
      print(
        `${style.dim('Please answer with one of the letters; after "n" a reason for the agent may follow.')}\n`,
      );
      continue;
    }
    if (answer === 'hunks') {
      const files = await pickHunks(request.details.files ?? [], {
        style,
        print,
        readLine: (prompt) => readLine(prompt, signal),
      });
      if (files === undefined) continue;
      return { approved: true, remember: 'once', files };
    }
    if (answer === 'rule') {
      const offered = rule ?? remember?.rule ?? '';
      const written = await readLine(`Rule, Enter keeps ${printable(offered)}: `, signal);
      if (written === undefined) return { approved: false, reason: 'the terminal was closed' };
      const problem = written.trim() === '' ? undefined : problemOf(written);
      if (problem !== undefined) {
        print(`${style.warning(problem)}\n`);
        continue;
      }
      rule = written.trim() === '' ? rule : written.trim();
      if (rule !== undefined)
        print(`${style.dim(rememberLine(`whatever the rule \`${rule}\` covers, without asking`))}\n`);
      continue;
    }
    const isKept = answer.approved && answer.remember !== 'once';
    return isKept && rule !== undefined ? { ...answer, rule } : answer;
  }
}

function problemOf(text: string): string | undefined {
  const problems = splitRules(text).flatMap((rule) => ruleProblem(rule) ?? []);
  return problems[0] === undefined ? undefined : ruleProblemText(problems[0]);
}
