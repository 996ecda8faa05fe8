// What a command is told of the way out, for both kinds.
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPortDoor, openSocketDoor } from '../../../src/core/sandbox/networkDoor';
import { temporaryFolder } from '../workspace/temporaryFolder';

const closed = { allows: () => false };
const taken = { ALL_PROXY: undefined, all_proxy: undefined, FTP_PROXY: undefined, ftp_proxy: undefined };

test('a port has a password that only the command is told, another each time', async () => {
  const doors = [await openPortDoor(closed), await openPortDoor(closed)];
  onTestFinished(async () => void (await Promise.all(doors.map((door) => door.close()))));
  const [one, other] = doors.map(({ environment }) => environment['HTTP_PROXY'] ?? '');
  const { port } = doors[0]?.place as { port: number };
  expect(one).toMatch(new RegExp(`^http://planwright:[\\w-]{32}@127\\.0\\.0\\.1:${port}$`));
  expect(new URL(one ?? '').password).not.toBe(new URL(other ?? '').password);
  expect(doors[0]?.environment).toEqual({
    ...taken,
    ...{ HTTP_PROXY: one, HTTPS_PROXY: one, http_proxy: one, https_proxy: one },
    ...{ NO_PROXY: 'localhost,127.0.0.1,::1', no_proxy: 'localhost,127.0.0.1,::1', NODE_USE_ENV_PROXY: '1' },
  });
  expect(doors[0]?.words).toEqual([]);
});

test('a socket needs none; proxies of the machine are taken away', async () => {
  const socket = join(temporaryFolder(), 'net-1');
  const door = await openSocketDoor(socket, closed);
  onTestFinished(() => door.close());
  expect(door.place).toEqual({ socket });
  const gone = {
    HTTP_PROXY: undefined,
    HTTPS_PROXY: undefined,
    http_proxy: undefined,
    https_proxy: undefined,
  };
  expect(door.environment).toEqual({ ...taken, ...gone });
  expect(door.words.slice(-1)).toEqual([socket]);
});

test('of many refused hosts the first 20 are kept', async () => {
  const socket = join(temporaryFolder(), 'net-1');
  const door = await openSocketDoor(socket, closed);
  onTestFinished(() => door.close());
  const ask = (host: string) =>
    new Promise((resolve, reject) => {
      const sent = request({ socketPath: socket, method: 'CONNECT', path: host, headers: { host } });
      sent.on('connect', (_response, stream) => resolve(stream.destroy())).on('error', reject);
      sent.end();
    });
  for (let count = 0; count < 25; count += 1) await ask(`host${count}.test:443`);
  await ask('host0.test:443');
  expect(door.refused().map(({ host }) => host)).toEqual(
    Array.from({ length: 20 }, (_, index) => `host${index}.test`),
  );
});
