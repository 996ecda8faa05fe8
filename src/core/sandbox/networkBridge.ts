// Where a sandbox has a network of its own with nobody in it, programs still want a proxy with a port. A small program inside has that
// port, which nobody outside can reach, and carries what comes to the socket of the proxy outside. It decides nothing.

export interface NetworkBridge {
  /** A program that runs JavaScript: this one, or the editor's. */
  readonly node: string;
  /** Of the proxy, as it is seen inside. */
  readonly socket: string;
}

/** Put before the command's own words: starts the bridge, tells programs of it by the usual variables, and becomes the command. */
export function bridgeArguments({ node, socket }: NetworkBridge): readonly string[] {
  return ['/bin/sh', '-c', start, 'sh', node, carry, socket];
}

/**
 * What programs are told beside the address of the proxy. Servers inside of the sandbox are reached directly; Node's own `fetch` looks at
 * the variables only when it is told to.
 */
export const PROXY_VARIABLES: Readonly<Record<string, string>> = {
  NO_PROXY: 'localhost,127.0.0.1,::1',
  no_proxy: 'localhost,127.0.0.1,::1',
  NODE_USE_ENV_PROXY: '1',
};

/** Names for the address of the proxy; others that may come from outside are taken away. */
export const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'] as const;
export const OTHER_PROXY_NAMES = ['ALL_PROXY', 'all_proxy', 'FTP_PROXY', 'ftp_proxy'] as const;

/**
 * The bridge says its port and closes what it said it on, which ends the substitution. Without a bridge the command has no network, and runs.
 * The shell that starts it ends at once, so that the bridge is no child of the command.
 */
const start = `port=$(ELECTRON_RUN_AS_NODE=1 "$1" -e "$2" "$3" 3>&1 </dev/null >/dev/null 2>&1 &)
shift 3
if [ -n "$port" ]; then
  ${PROXY_NAMES.map((name) => `export ${name}="http://127.0.0.1:$port"`).join('\n  ')}
  export ${Object.entries(PROXY_VARIABLES)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}
fi
unset port ${OTHER_PROXY_NAMES.join(' ')}
exec "$@"`;

/** Signals are for the command; the bridge ends with the sandbox. */
const carry = `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => undefined);
const net = require('node:net');
const server = net.createServer({ allowHalfOpen: true }, (inner) => {
  const outer = net.connect({ path: process.argv[1], allowHalfOpen: true });
  for (const [from, to] of [[inner, outer], [outer, inner]]) from.on('error', () => to.destroy()).pipe(to);
});
server.listen(0, '127.0.0.1', () => {
  require('node:fs').writeSync(3, String(server.address().port));
  require('node:fs').closeSync(3);
});`;
