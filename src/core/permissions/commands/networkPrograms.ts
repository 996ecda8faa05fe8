// Programs that reach the network, always or with some of their tasks.
import { programOf } from './commandLine';
import type { CommandPart } from './commandLine';

export function reachesNetwork(part: CommandPart): boolean {
  const program = programOf(part) ?? '';
  if (NETWORK.has(program)) return true;
  const tasks = NETWORK_TASKS.get(program);
  return (
    tasks !== undefined && part.words.slice(1).some(({ text }) => text !== undefined && tasks.test(text))
  );
}

const NETWORK: ReadonlySet<string> = new Set(
  (
    'curl wget ssh scp sftp rsync ftp telnet nc ncat netcat socat nslookup dig host whois ping traceroute gh glab aws gcloud az ' +
    'kubectl helm npx pip pip3 pipx gem invoke-webrequest iwr invoke-restmethod irm'
  ).split(' '),
);

const NETWORK_TASKS: ReadonlyMap<string, RegExp> = new Map([
  ['git', /^(?:clone|fetch|pull|push|ls-remote|submodule)$/],
  ['npm', /^(?:install|i|ci|add|update|publish|exec|audit)$/],
  ['pnpm', /^(?:install|i|add|update|publish|dlx)$/],
  ['yarn', /^(?:install|add|up|upgrade|publish|dlx)$/],
  ['docker', /^(?:pull|push|login|build)$/],
  ['go', /^(?:get|install)$/],
  ['cargo', /^(?:install|publish|add|update|fetch)$/],
  ['apt', /./],
  ['apt-get', /./],
  ['brew', /./],
]);
