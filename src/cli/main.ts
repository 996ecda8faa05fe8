// Entry of the command line. It imports next to nothing, so that the version check runs on any Node and the
// compile cache is on before the real code is loaded.
import * as nodeModule from 'node:module';
import { compileCacheDirectory } from './compileCache';
import { nodeVersionProblem } from './nodeVersion';

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
} else {
  const directory = compileCacheDirectory(process.env, process.platform);
  if (directory) nodeModule.enableCompileCache(directory);
  const { runCommandLine } = await import('./run');
  await runCommandLine(process);
}
