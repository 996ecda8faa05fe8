import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import * as vscode from 'vscode';
import { createAgentFixture, MODEL, runToEnd, setting } from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

/** A name that only the proxy knows. */
const MODEL_HOST = 'models.planwright.test';

describe("The editor's proxy", () => {
  let fixture: AgentFixture;
  let proxy: Awaited<ReturnType<typeof startProxy>>;

  before(async () => {
    fixture = await createAgentFixture();
    proxy = await startProxy(new URL(fixture.server.url));
    await httpSetting('proxy', proxy.url);
    await httpSetting('proxySupport', 'override');
    await setting('providers', { scripted: { baseUrl: `http://${MODEL_HOST}`, api: 'anthropic' } });
    await fixture.host.settled();
  });

  after(async () => {
    await httpSetting('proxy', undefined);
    await httpSetting('proxySupport', undefined);
    await fixture.dispose();
    await proxy.dispose();
  });

  it('carries the requests to the model', async () => {
    fixture.server.play([{ text: 'Through the proxy.' }]);
    const session = await fixture.newSession();
    assert.equal(session.api.model, MODEL);
    const end = await runToEnd(session, 'Hello?');
    assert.equal(end.text, 'Through the proxy.');
    assert(
      proxy.targets.some((target) => target.startsWith(MODEL_HOST)),
      proxy.targets.join(', '),
    );
  });
});

async function httpSetting(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('http').update(key, value, vscode.ConfigurationTarget.Global);
}

/** A proxy that leads every host to one server. */
async function startProxy(target: URL) {
  const targets: string[] = [];
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', target);
    targets.push(url.host);
    const forwarded = request(
      new URL(url.pathname + url.search, target),
      { method: incoming.method, headers: { ...incoming.headers, host: target.host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(forwarded);
  });
  server.on('connect', (incoming, socket, head) => {
    targets.push(incoming.url ?? '');
    const upstream = connect(Number(target.port), target.hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    dispose: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
