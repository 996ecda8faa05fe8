import { expect, test } from 'vitest';
import { ModelError } from '../../../src/core/model/modelError';
import { toModelError } from '../../../src/core/model/providerError';

const context = {
  name: 'openai/gpt',
  provider: 'openai',
  secrets: ['sk-secret'],
  now: () => Date.UTC(2026, 0, 1),
};

/** As `fetch` fails, and as the SDKs wrap that. */
function network(code: string): Error {
  const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  return Object.assign(new Error('Connection error.', { cause }), { status: undefined });
}

function http(status: number, error: unknown, headers: Record<string, string> = {}) {
  return { status, error, headers: new Headers(headers), message: `${status}` };
}

test.each([
  ['ENOTFOUND', 'cannot be reached. Check the internet connection'],
  ['EAI_AGAIN', 'cannot be reached. Check the internet connection'],
  ['ECONNREFUSED', 'Is the server running'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  ['ECONNRESET', 'broke off'],
])('%s tells what to do', (code, words) => {
  const error = toModelError(network(code), context);
  expect(error).toMatchObject({ kind: 'network', retryable: true, model: 'openai/gpt' });
  expect(error.message).toContain(words);
});

test.each<[unknown, string]>([
  [http(400, { message: "This model's maximum context length is 8192 tokens" }), 'context_too_long'],
  [
    http(400, {
      message: 'the request exceeds the available context size',
      type: 'exceed_context_size_error',
    }),
    'context_too_long',
  ],
  [http(413, undefined), 'context_too_long'],
  [http(429, { message: 'Rate limit reached for the context window of your tier' }), 'rate_limit'],
  [http(400, { error: { message: 'Your credit balance is too low' } }), 'quota'],
  [http(402, undefined), 'quota'],
  [http(400, { code: 'content_filter', message: 'no' }), 'refused'],
  [http(408, undefined), 'network'],
  [http(422, { detail: 'what' }), 'invalid_request'],
  [http(400, { type: 'toString', code: 'constructor' }), 'invalid_request'],
  [{ error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } }, 'overloaded'],
  [new SyntaxError('Unexpected token'), 'malformed'],
  [new TypeError('terminated'), 'network'],
  [new TypeError('x is not a function'), 'malformed'],
  ['text', 'malformed'],
])('%o is %s', (error, kind) => {
  expect(toModelError(error, context).kind).toBe(kind);
});

test('a date in retry-after', () => {
  const error = http(429, undefined, { 'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT' });
  expect(toModelError(error, context).retryAfterMs).toBe(90_000);
  expect(toModelError(http(429, undefined, { 'retry-after': 'soon' }), context).retryAfterMs).toBeUndefined();
});

test('what the provider says is kept without secrets; our own errors stay themselves', () => {
  const error = toModelError(http(401, { message: 'Incorrect API key provided: sk-secret.' }), context);
  expect(error.providerMessage).toBe('Incorrect API key provided: [key].');
  const own = new ModelError('x', { kind: 'refused', model: 'a/b' });
  expect(toModelError(own, context)).toBe(own);
});
