// Where a name leads, looked at before anything connects to it. Whoever uses this connects to exactly the address it gives.
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { GuardedHttpError } from './guardedHttpError';
import { specialAddress } from './networkAddress';

/** Every address of a name. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

export interface CheckedAddressOptions {
  /** Default the system's resolver. */
  readonly resolve?: ResolveHost;
  /** The person named this host as one that may be local. Default false. */
  readonly mayBeLocal?: boolean;
  readonly signal: AbortSignal;
}

/**
 * The address to connect to, of a host as an address of the web has it (IPv6 in brackets or not). Rejects with `GuardedHttpError` where
 * there is none (`host`), or where it or any other of the same name is not of the public internet (`not_public`), and with the signal's
 * reason.
 */
export async function checkedAddress(name: string, options: CheckedAddressOptions): Promise<string> {
  const host = name.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolved(name, options) : [host];
  const [first] = addresses;
  if (first === undefined) throw new GuardedHttpError('host', `${name} has no address.`);
  if (options.mayBeLocal === true) return first;
  for (const address of addresses) {
    const kind = specialAddress(address);
    if (kind !== undefined) {
      const where = address === host ? host : `${name} (${address})`;
      throw new GuardedHttpError('not_public', `${where} is not on the public internet.`, kind);
    }
  }
  return first;
}

async function resolved(
  host: string,
  { resolve = systemAddresses, signal }: CheckedAddressOptions,
): Promise<readonly string[]> {
  try {
    return await raced(resolve(host, signal), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new GuardedHttpError('host', `${host} could not be found.`, undefined, error);
  }
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  return (await systemLookup(host, { all: true })).map(({ address }) => address);
}

/** A resolver knows no signal; who waits for it does not wait longer than that. */
async function raced<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
