// Which hosts the commands of a session may reach from the sandbox: what a person is told of those that were refused, and their answer.
import { ConfigurationError } from '../config/configurationError';
import { AllowedDomains, domainOf, isDomain } from '../sandbox/allowedDomains';
import type { RefusedHost } from '../sandbox/networkHost';
import { causeOf } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';
import type { SessionOptions } from './sessionOptions';

export interface SessionNetwork {
  readonly domains: AllowedDomains;
  /** Tells of each host once a run. */
  refused(runId: string, hosts: readonly RefusedHost[]): void;
  /** Rejects with `ConfigurationError` for what names no host. Where it can't be kept, it holds for the session, which is said. */
  allow(domain: string, scope: 'session' | 'always'): Promise<void>;
}

export function createSessionNetwork(
  options: Pick<SessionOptions, 'allowedDomains' | 'domains' | 'onAllowDomain'>,
  emitNotice: (level: 'info' | 'warning', cause: NoticeCause) => void,
): SessionNetwork {
  const domains = options.domains ?? new AllowedDomains(() => options.allowedDomains ?? []);
  const told = new Set<string>();
  return {
    domains,
    refused(runId, hosts) {
      for (const refused of hosts) {
        const host = domainOf(refused);
        const key = `${runId} ${host} ${refused.reason}`;
        if (!told.has(key)) emitNotice('warning', { code: 'host_refused', host, reason: refused.reason });
        told.add(key);
      }
    },
    async allow(domain, scope) {
      if (!isDomain(domain))
        throw new ConfigurationError(`${domain} names no host, such as example.com or *.example.com.`);
      domains.allow(domain);
      let always = scope === 'always' && options.onAllowDomain !== undefined;
      try {
        if (always) await options.onAllowDomain?.(domain);
      } catch (error) {
        always = false;
        emitNotice('warning', { code: 'host_not_stored', host: domain, of: causeOf(error) });
      }
      emitNotice('info', { code: 'host_allowed', host: domain, always });
    },
  };
}
