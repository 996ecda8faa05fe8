// Which hosts commands in the sandbox may reach: what the person's settings name, and what was allowed for the session.
import { isIP } from 'node:net';
import type { NetworkHost } from './networkHost';

interface DomainRule {
  readonly host: string;
  /** All names below it, and not the name itself. */
  readonly isBelow: boolean;
  /** Undefined: those of the web, 80 and 443. */
  readonly port: number | undefined;
}

const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

export class AllowedDomains {
  private readonly ofSession: DomainRule[] = [];

  /** @param named asked at each look; entries that can't be read allow nothing. Default none. */
  constructor(private readonly named: () => readonly string[] = () => []) {}

  get isEmpty(): boolean {
    return this.rules().length === 0;
  }

  allows({ host, port }: NetworkHost): boolean {
    return this.rules().some((rule) => {
      const isPort = rule.port === undefined ? WEB_PORTS.has(port) : rule.port === port;
      return isPort && (rule.isBelow ? host.endsWith(`.${rule.host}`) : host === rule.host);
    });
  }

  /** Until the session ends. False for what is no domain, which then allows nothing. */
  allow(domain: string): boolean {
    const rule = parseDomain(domain);
    if (rule === undefined) return false;
    this.ofSession.push(rule);
    return true;
  }

  private rules(): readonly DomainRule[] {
    return [...this.named().flatMap((domain) => parseDomain(domain) ?? []), ...this.ofSession];
  }
}

/** `example.com`, `*.example.com` (names below it), each with `:port` or not. A star alone, or below a single word, is refused. */
export function isDomain(text: string): boolean {
  return parseDomain(text) !== undefined;
}

/** The entry that allows exactly this host. */
export function domainOf({ host, port }: NetworkHost): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return WEB_PORTS.has(port) ? name : `${name}:${port}`;
}

/** The host of an authority such as `example.com:443`; undefined for what is none. */
export function parseHost(authority: string, defaultPort: number): NetworkHost | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::(\d{1,5}))?$/i.exec(authority);
  if (match === null) return undefined;
  const port = match[2] === undefined ? defaultPort : Number(match[2]);
  if (port < 1 || port > 65_535 || !URL.canParse(`http://${match[1]}/`)) return undefined;
  // A name with a dot at its end is the same name.
  const host = new URL(`http://${match[1]}/`).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return host === '' ? undefined : { host, port };
}

function parseDomain(text: string): DomainRule | undefined {
  const isBelow = text.startsWith('*.');
  const found = parseHost(isBelow ? text.slice(2) : text, 443);
  if (found === undefined || found.host.includes('*')) return undefined;
  if (isBelow && (isIP(found.host) !== 0 || !found.host.includes('.'))) return undefined;
  const hasPort = /:\d+$/.test(text.replace(/\[.*\]/, ''));
  return { host: found.host, isBelow, port: hasPort ? found.port : undefined };
}
