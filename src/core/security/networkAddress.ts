// Which addresses belong to the public internet. Everything else may be a service of this machine, of its network, or of the cloud it runs
// in, and none of that is the business of a page that a model wants to read. What is not understood is not public.
import { isIP } from 'node:net';

/** Why an address is refused; undefined for one of the public internet. */
export type AddressKind = 'loopback' | 'private' | 'link_local' | 'multicast' | 'reserved' | 'invalid';

/** @param address an IPv4 or IPv6 address as a resolver gives it; a zone (`%eth0`) makes it local. */
export function specialAddress(address: string): AddressKind | undefined {
  switch (isIP(address)) {
    case 4:
      return specialIpv4(address.split('.').map(Number));
    case 6:
      return address.includes('%') ? 'link_local' : specialIpv6(address);
    default:
      return 'invalid';
  }
}

function specialIpv4(bytes: readonly number[]): AddressKind | undefined {
  const [a = 0, b = 0, c = 0] = bytes;
  if (a === 127) return 'loopback';
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private';
  // Shared by customers of one provider, and where some clouds answer about themselves.
  if (a === 100 && b >= 64 && b < 128) return 'private';
  // 169.254.169.254 tells a machine of a cloud its keys.
  if (a === 169 && b === 254) return 'link_local';
  if (a >= 224 && a < 240) return 'multicast';
  const isReserved =
    a === 0 ||
    a >= 240 ||
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 192 && b === 88 && c === 99) ||
    (a === 198 && (b === 18 || b === 19)) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113);
  // Azure's own service, under a public number.
  const isCloud = bytes.join('.') === '168.63.129.16';
  return isReserved || isCloud ? 'reserved' : undefined;
}

function specialIpv6(address: string): AddressKind | undefined {
  const groups = groupsOf(address);
  if (groups === undefined) return 'invalid';
  const [first = 0, second = 0] = groups;
  const tail = (index: number): AddressKind | undefined =>
    specialIpv4([groups[index] ?? 0, groups[index + 1] ?? 0].flatMap((group) => [group >> 8, group & 0xff]));
  if (groups.slice(0, 7).every((group) => group === 0)) return groups[7] === 1 ? 'loopback' : 'reserved';
  // An IPv4 address in other clothes: mapped, compatible, translated (two prefixes), 6to4.
  if (groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0xffff || groups[5] === 0))
    return tail(6) ?? 'reserved';
  if (first === 0 && groups[4] === 0xffff && groups[5] === 0) return tail(6) ?? 'reserved';
  if (first === 0x64 && second === 0xff9b) return groups[2] === 1 ? 'private' : tail(6);
  if (first === 0x2002) return tail(1);
  if ((first & 0xfe00) === 0xfc00) return 'private';
  if ((first & 0xffc0) === 0xfe80 || (first & 0xffc0) === 0xfec0) return 'link_local';
  if ((first & 0xff00) === 0xff00) return 'multicast';
  // Only 2000::/3 is given out; of that, Teredo, examples and what is for machines are not.
  if ((first & 0xe000) !== 0x2000) return 'reserved';
  return first === 0x2001 && (second < 0x200 || second === 0xdb8) ? 'reserved' : undefined;
}

/** The eight numbers of an address; undefined where it is none. */
function groupsOf(address: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, start = '', a = 0, b = 0, c = 0, d = 0] = dotted ?? [];
  const hex = (high: number | string, low: number | string) =>
    ((Number(high) << 8) | Number(low)).toString(16);
  const plain = dotted === null ? address : `${start}${hex(a, b)}:${hex(c, d)}`;
  const [left = '', right] = plain.split('::');
  const numbers = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const before = numbers(left);
  const after = numbers(right ?? '');
  const missing = 8 - before.length - after.length;
  const groups =
    right === undefined
      ? before
      : [...before, ...Array.from({ length: Math.max(0, missing) }, () => 0), ...after];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}
