import { expect, test } from 'vitest';
import { AllowedDomains, domainOf, isDomain, parseHost } from '../../../src/core/sandbox/allowedDomains';

test.each<[string, string, boolean]>([
  // One name, on the ports of the web.
  ['example.com', 'example.com:443', true],
  ['example.com', 'example.com:80', true],
  ['example.com', 'example.com:22', false],
  ['example.com', 'www.example.com:443', false],
  ['example.com', 'example.com.evil.test:443', false],
  ['example.com', 'evilexample.com:443', false],
  ['Example.COM', 'eXample.com:443', true],
  ['example.com', 'example.com.:443', true],
  ['example.com.', 'example.com:443', true],
  // All below a name.
  ['*.example.com', 'www.example.com:443', true],
  ['*.example.com', 'a.b.example.com:80', true],
  ['*.example.com', 'example.com:443', false],
  ['*.example.com', 'evilexample.com:443', false],
  // One port.
  ['example.com:8443', 'example.com:8443', true],
  ['example.com:8443', 'example.com:443', false],
  ['*.example.com:22', 'git.example.com:22', true],
  // As it is sent.
  ['bücher.test', 'xn--bcher-kva.test:443', true],
  ['192.0.2.1', '192.0.2.1:443', true],
  ['192.0.2.1', '3221225985:443', true],
  ['[2001:db8::1]', '[2001:DB8:0::1]:443', true],
  ['[2001:db8::1]:8443', '[2001:db8::1]:8443', true],
  // What is no domain allows nothing.
  ['*', 'example.com:443', false],
  ['*.com', 'example.com:443', false],
  ['exa*mple.com', 'example.com:443', false],
  ['https://example.com', 'example.com:443', false],
  ['example.com/path', 'example.com:443', false],
  ['user@example.com', 'example.com:443', false],
  ['', 'example.com:443', false],
])('%s and %s: %s', (domain, asked, expected) => {
  const host = parseHost(asked, 443);
  expect(host).toBeDefined();
  expect(new AllowedDomains(() => [domain]).allows(host!)).toBe(expected);
});

test.each([
  'example.com:0',
  'example.com:99999',
  'a b',
  'evil.test#example.com:443',
  'evil.test\\@example.com',
  '',
])('%s is no host', (text) => {
  expect(parseHost(text, 443)).toBeUndefined();
});

test('what is allowed for the session adds to the settings, which are asked at each look', () => {
  const named: string[] = [];
  const domains = new AllowedDomains(() => named);
  expect(domains.isEmpty).toBe(true);
  expect(domains.allow('*')).toBe(false);
  expect(domains.isEmpty).toBe(true);
  expect(domains.allow('one.test')).toBe(true);
  named.push('two.test', '*');
  const allowed = ['one.test', 'two.test', 'three.test'].map((host) => domains.allows({ host, port: 443 }));
  expect(allowed).toEqual([true, true, false]);
});

test.each([
  [{ host: 'example.com', port: 443 }, 'example.com'],
  [{ host: 'example.com', port: 5432 }, 'example.com:5432'],
  [{ host: '2001:db8::1', port: 8080 }, '[2001:db8::1]:8080'],
])('the entry for %j is %s, and allows it', (host, domain) => {
  expect(domainOf(host)).toBe(domain);
  expect(isDomain(domain)).toBe(true);
  expect(new AllowedDomains(() => [domain]).allows(host)).toBe(true);
});
