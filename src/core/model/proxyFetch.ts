// A `fetch` that honours the usual proxy variables, for the command line. The editor brings a `fetch` of its own. Certificates of
// `NODE_EXTRA_CA_CERTS` are read by Node itself when it starts.

/** Proxies as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name them; lower case is read as well and wins, as curl has it. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

export function readProxySettings(environment: Readonly<Record<string, string | undefined>>): ProxySettings {
  const read = (name: string): string | undefined =>
    environment[name] || environment[name.toUpperCase()] || undefined;
  const every = read('all_proxy');
  const httpProxy = read('http_proxy') ?? every;
  const httpsProxy = read('https_proxy') ?? every;
  const noProxy = read('no_proxy');
  return {
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  };
}

/** Servers on this machine are never asked through a proxy. */
const thisMachine = ['localhost', '127.0.0.1', '[::1]'];

/** Undefined where no proxy is set: the global `fetch` will do. The proxy client is loaded at the first request. */
export function createProxyFetch(settings: ProxySettings): typeof globalThis.fetch | undefined {
  if (settings.httpProxy === undefined && settings.httpsProxy === undefined) return undefined;
  let client: Promise<typeof globalThis.fetch> | undefined;
  return async (input, init) => {
    client ??= loadClient(settings);
    return (await client)(input, init);
  };
}

async function loadClient(settings: ProxySettings): Promise<typeof globalThis.fetch> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  // Empty texts keep it from reading the environment by itself.
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: settings.httpProxy ?? '',
    httpsProxy: settings.httpsProxy ?? '',
    noProxy: [settings.noProxy, ...thisMachine].filter(Boolean).join(','),
  });
  // The global types describe an older release of the same library.
  const proxied = fetch as unknown as (input: unknown, init: unknown) => Promise<Response>;
  return (input, init) => proxied(input, { ...init, dispatcher });
}
