// Searches by ripgrep. A search that nobody reads any more ends its process at once.
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { FileSearch, SearchBackend, SearchMatch, TextSearch } from '../tools/toolServices';
import type { Workspace } from '../workspace/workspace';
import { pathModule, NATIVE_PATH_STYLE } from '../workspace/pathRules';
import { globFilter, globLevels, globMatcher } from './globPattern';
import { walkFolders } from './folderWalk';
import { ignoreFileNames } from './ignoreRules';
import { localFolderReader } from './folderReader';
import { exists, repositoryRoot } from './repositoryRoot';
import { ripgrepFileArguments, ripgrepTextArguments } from './ripgrepArguments';
import type { RipgrepScope } from './ripgrepArguments';
import { parseRipgrepMessage } from './ripgrepOutput';
import { SearchFailedError, SearchPatternError } from './searchErrors';
import { joinFound, searchScopes } from './searchScope';
import type { SearchScope } from './searchScope';

export interface RipgrepSearchOptions {
  readonly workspace: Workspace;
  /** Absolute path of the program. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Default those of this machine. */
  readonly processors?: number;
}

/** Variables that ripgrep needs: where the person's own ignore file is, and what Windows needs to start a program. */
const passedVariables = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot'];
const maxErrorCharacters = 4_000;

export function createRipgrepSearch(options: RipgrepSearchOptions): SearchBackend {
  const { workspace, program } = options;
  const environment = Object.fromEntries(
    passedVariables.flatMap((name) => {
      const value = options.environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

  const processors = options.processors ?? availableParallelism();
  let running = 0;

  const ripgrepScope = ({ base, target }: SearchScope): RipgrepScope => {
    const path = pathModule(NATIVE_PATH_STYLE);
    const inRepository = repositoryRoot(base) !== undefined;
    const ignoreFiles = inRepository
      ? []
      : ignoreFileNames.map((name) => path.join(base, name)).filter(exists);
    // Searches at the same time share the processors; more threads than those get in each other's way.
    return {
      target,
      inRepository,
      ignoreFiles,
      ...(running === 0 ? {} : { threads: Math.max(1, Math.floor(processors / (running + 1))) }),
    };
  };

  async function* run(
    args: readonly string[],
    cwd: string,
    separator: string,
    signal: AbortSignal,
  ): AsyncIterable<readonly string[]> {
    running += 1;
    try {
      yield* runRipgrep(program, args, cwd, environment, separator, signal);
    } finally {
      running -= 1;
    }
  }

  return {
    async *searchText(query: TextSearch, signal: AbortSignal): AsyncIterable<SearchMatch> {
      const isWanted = globFilter(query.glob);
      for (const scope of searchScopes(workspace, query.root)) {
        const args = ripgrepTextArguments(query, ripgrepScope(scope));
        // Messages come file by file, so one look at the last path saves nearly all checks.
        let last = { written: '', path: '', isWanted: false };
        for await (const messages of run(args, scope.base, '\n', signal)) {
          for (const { path: written, line, text, isMatch } of messages.flatMap(parseRipgrepMessage)) {
            if (written !== last.written) {
              const relative = written.replaceAll('\\', '/');
              const path = joinFound(workspace, scope.base, relative);
              last = { written, path, isWanted: isWanted(belowTarget(relative, scope.target), scope.target) };
            }
            if (last.isWanted) {
              yield { path: last.path, line, text, isMatch };
            }
          }
        }
      }
    },
    async *searchFiles(query: FileSearch, signal: AbortSignal): AsyncIterable<string> {
      const levels = globLevels(query.pattern);
      const matches = globMatcher(query.pattern);
      for (const scope of searchScopes(workspace, query.root)) {
        if (levels !== undefined) {
          // Few folders to look into: reading them is faster than starting a program that reads them all.
          const top = repositoryRoot(scope.base) ?? scope.base;
          for await (const { path } of walkFolders(
            { reader: localFolderReader, workspace, scope, top, levels },
            signal,
          )) {
            yield path;
          }
          continue;
        }
        const args = ripgrepFileArguments(ripgrepScope(scope));
        for await (const batch of run(args, scope.base, '\0', signal)) {
          for (const found of batch) {
            const path = found.replaceAll('\\', '/').replace(/^\.\//, '');
            if (matches(belowTarget(path, scope.target))) {
              yield joinFound(workspace, scope.base, path);
            }
          }
        }
      }
    },
  };
}

/** The path as seen from the searched folder; of a file that was named itself, its name. */
function belowTarget(relative: string, target: string): string {
  if (target === '') {
    return relative;
  }
  return relative === target
    ? relative.slice(relative.lastIndexOf('/') + 1)
    : relative.slice(target.length + 1);
}

/**
 * Yields what the program prints, cut at `separator`: all that arrives together is one list. Ends the process when the consumer stops or the
 * signal fires.
 */
async function* runRipgrep(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
  separator: string,
  signal: AbortSignal,
): AsyncIterable<readonly string[]> {
  signal.throwIfAborted();
  // Loaded with the first search, not with the program.
  const { spawn } = await import('node:child_process');
  const child = spawn(program, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = endOf(child);
  const onAbort = () => child.kill('SIGKILL');
  signal.addEventListener('abort', onAbort, { once: true });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(0, maxErrorCharacters);
  });
  try {
    let rest = '';
    for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      const parts = (rest + chunk).split(separator);
      rest = parts.pop() ?? '';
      yield parts;
    }
    if (rest !== '') {
      yield [rest];
    }
    const code = await ended;
    signal.throwIfAborted();
    throwForExit(code, errors);
  } finally {
    signal.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
  }
}

/** 0: found, 1: nothing found, 2: an error, which is the pattern's unless ripgrep says otherwise. */
function throwForExit(code: number | Error | undefined, errors: string): void {
  if (code instanceof Error) {
    throw new SearchFailedError(`The search could not be started: ${code.message}`, { cause: code });
  }
  if (code === 0 || code === 1) {
    return;
  }
  const message = errors.trim().replace(/^rg: /gm, '');
  if (/regex|pattern|glob|literal|PCRE2/i.test(message)) {
    throw new SearchPatternError(message);
  }
  if (message !== '' || code !== 2) {
    throw new SearchFailedError(
      message === '' ? `The search ended with code ${code ?? 'unknown'}.` : message,
    );
  }
  // Code 2 without a word: some files could not be read. What was found stands.
}

function endOf(child: ChildProcess): Promise<number | Error | undefined> {
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? undefined));
  });
}
