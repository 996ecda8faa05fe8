import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a suite inside the editor can ask of the launcher outside of it, by `POST <url>/<name>` with a text body. */
export type ControlActions = Readonly<Record<string, (body: string) => Promise<string>>>;

export interface ControlServer {
  /** Base address, with a random part that keeps other programs out. */
  readonly url: string;
  dispose(): Promise<void>;
}

/** Serves the actions on the loopback interface. */
export async function startControlServer(actions: ControlActions): Promise<ControlServer> {
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const [, given, name = ''] = (request.url ?? '').split('/');
    const action = given === secret && request.method === 'POST' ? actions[name] : undefined;
    const answer = async () => {
      if (!action) return response.writeHead(404).end();
      try {
        const text = await action(await readBody(request));
        return response.writeHead(200).end(text);
      } catch (error) {
        return response.writeHead(500).end(String(error));
      }
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${secret}`,
    dispose: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
