// The proxy of one command together with what the command needs to find it.
import { randomBytes } from 'node:crypto';
import type { SandboxNetwork } from './commandSandbox';
import { openDomainProxy, PROXY_USER } from './domainProxy';
import type { Internet } from './domainProxy';
import type { RefusedHost } from './networkHost';
import { bridgeArguments, OTHER_PROXY_NAMES, PROXY_NAMES, PROXY_VARIABLES } from './networkBridge';
import type { SandboxPlan } from './sandboxPlan';

export interface Door {
  readonly place: NonNullable<SandboxPlan['door']>;
  /** Put before the command's own words, inside of the sandbox. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `SandboxEntry.refused`. */
  readonly refused: () => readonly RefusedHost[];
  /** Never rejects. */
  close(): Promise<void>;
}

/** For a sandbox with a network of its own: no port of this machine is opened. Rejects where the socket can't be made. */
export async function openSocketDoor(
  socket: string,
  network: SandboxNetwork,
  internet?: Internet,
): Promise<Door> {
  const refusals = collectRefusals();
  const proxy = await openDomainProxy(socket, { ...network, onRefused: refusals.add, ...reach(internet) });
  return {
    refused: refusals.all,
    place: { socket },
    words: bridgeArguments({ node: process.execPath, socket }),
    environment: withoutProxies,
    close: () => proxy.close(),
  };
}

/**
 * For a sandbox that shares the network of the machine: a port that others of the machine can knock at, too, so every request needs a
 * password that only this command is told, and the port is gone with the command.
 */
export async function openPortDoor(network: SandboxNetwork, internet?: Internet): Promise<Door> {
  const password = randomBytes(24).toString('base64url');
  const refusals = collectRefusals();
  const proxy = await openDomainProxy(undefined, {
    ...network,
    password,
    onRefused: refusals.add,
    ...reach(internet),
  });
  const port = proxy.port ?? 0;
  const address = `http://${PROXY_USER}:${password}@127.0.0.1:${port}`;
  return {
    refused: refusals.all,
    place: { port },
    words: [],
    environment: {
      ...withoutProxies,
      ...PROXY_VARIABLES,
      ...Object.fromEntries(PROXY_NAMES.map((name) => [name, address])),
    },
    close: () => proxy.close(),
  };
}

/** Remembered of one command. */
const MOST_REFUSED = 20;

function collectRefusals() {
  const found = new Map<string, RefusedHost>();
  return {
    add: (refused: RefusedHost): void => {
      if (found.size < MOST_REFUSED) found.set(`${refused.host}:${refused.port}`, refused);
    },
    all: (): readonly RefusedHost[] => [...found.values()],
  };
}

const reach = (internet: Internet | undefined) => (internet === undefined ? {} : { internet });

const withoutProxies = Object.fromEntries(
  [...PROXY_NAMES, ...OTHER_PROXY_NAMES].map((name) => [name, undefined]),
);
