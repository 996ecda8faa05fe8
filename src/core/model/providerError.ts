// Errors of the SDKs, of HTTP and of the network as our typed family. The two SDKs give errors of the same shape, so that this file needs
// neither of them: `status`, `headers` and the parsed body in `error`, or a `cause` from the network.
import { ModelError } from './modelError';
import type { ModelErrorKind } from './modelError';

export interface ErrorContext {
  /** `provider/model`. */
  readonly name: string;
  readonly provider: string;
  /** Removed from whatever the provider says. */
  readonly secrets?: readonly string[];
  /** Milliseconds since the epoch, for `Retry-After` dates. */
  readonly now: () => number;
}

interface SdkErrorShape {
  readonly status?: number;
  readonly headers?: Headers;
  readonly error?: unknown;
  readonly message?: string;
}

/** Any error thrown while a model was asked. A `ModelError` stays what it is. */
export function toModelError(error: unknown, context: ErrorContext): ModelError {
  if (error instanceof ModelError) return error;
  const shape = (typeof error === 'object' && error !== null ? error : {}) as SdkErrorShape;
  const body = detailsOf(shape.error);
  const status = typeof shape.status === 'number' ? shape.status : undefined;
  const kind = status === undefined && body === undefined ? localKind(error) : remoteKind(status, body);
  const providerMessage = withoutSecrets(body?.message ?? shape.message, context.secrets ?? []);
  return new ModelError(sentence(kind, status, error, context), {
    kind,
    model: context.name,
    ...(status === undefined ? {} : { status }),
    ...retryAfter(shape.headers, context.now),
    ...(providerMessage === undefined ? {} : { providerMessage }),
    cause: error,
  });
}

/** The connection ended in the middle of an answer. */
export function cutOff(model: string): ModelError {
  return new ModelError('The connection ended in the middle of the answer.', { kind: 'network', model });
}

/** What an error body says, wherever the provider puts it. */
interface ErrorDetails {
  readonly type: string;
  readonly code: string;
  readonly message?: string;
}

function detailsOf(body: unknown): ErrorDetails | undefined {
  if (typeof body === 'string') return { type: '', code: '', message: body };
  if (typeof body !== 'object' || body === null) return undefined;
  const outer = body as Record<string, unknown>;
  // Anthropic nests: { type: 'error', error: { type, message } }. The OpenAI SDK has taken that level off already.
  const inner =
    typeof outer.error === 'object' && outer.error !== null
      ? (outer.error as Record<string, unknown>)
      : outer;
  const text = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const message = text(inner.message) || text(outer.error) || text(inner.detail);
  return { type: text(inner.type), code: text(inner.code), ...(message === '' ? {} : { message }) };
}

const kindByCode: Readonly<Record<string, ModelErrorKind>> = {
  authentication_error: 'auth',
  permission_error: 'auth',
  invalid_api_key: 'auth',
  rate_limit_error: 'rate_limit',
  rate_limit_exceeded: 'rate_limit',
  overloaded_error: 'overloaded',
  api_error: 'overloaded',
  server_error: 'overloaded',
  timeout_error: 'overloaded',
  context_length_exceeded: 'context_too_long',
  request_too_large: 'context_too_long',
  exceed_context_size_error: 'context_too_long',
  insufficient_quota: 'quota',
  billing_error: 'quota',
  billing_hard_limit_reached: 'quota',
  content_filter: 'refused',
  content_policy_violation: 'refused',
  invalid_prompt: 'refused',
};

/** Providers that give no code for these two say them in the message only. */
const contextTexts =
  /prompt is too long|maximum context length|context (window|length|size)|exceed context limit|input is too long|reduce the length of the (messages|prompt)/i;
const quotaTexts =
  /credit balance is too low|exceeded your current quota|insufficient (balance|credits|funds)/i;

function remoteKind(status: number | undefined, body: ErrorDetails | undefined): ModelErrorKind {
  const message = body?.message ?? '';
  if (quotaTexts.test(message)) return 'quota';
  if (
    (status === undefined || (status >= 400 && status < 500 && status !== 429)) &&
    contextTexts.test(message)
  ) {
    return 'context_too_long';
  }
  const named = codeKind(body?.code) ?? codeKind(body?.type);
  if (named !== undefined) return named;
  const code = status ?? Number(body?.code);
  if (code === 401 || code === 403) return 'auth';
  if (code === 402) return 'quota';
  if (code === 408) return 'network';
  if (code === 413) return 'context_too_long';
  if (code === 429) return 'rate_limit';
  if (code === 409 || code >= 500) return 'overloaded';
  return status === undefined ? 'malformed' : 'invalid_request';
}

function codeKind(code: string | undefined): ModelErrorKind | undefined {
  return code !== undefined && Object.hasOwn(kindByCode, code) ? kindByCode[code] : undefined;
}

function localKind(error: unknown): ModelErrorKind {
  if (error instanceof SyntaxError) return 'malformed';
  if (errorCodes(error).length > 0 || isNetworkError(error)) return 'network';
  return 'malformed';
}

/** `fetch` fails with a `TypeError`; the SDKs wrap it in an error without status but with the network's error as cause. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TypeError) return /fetch failed|terminated|network|socket/i.test(error.message);
  return 'status' in error && error.status === undefined;
}

const offlineCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);

/** Codes such as `ECONNREFUSED` of the error and of what caused it. */
function errorCodes(error: unknown): readonly string[] {
  const codes: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, cause, errors } = current as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string') codes.push(code);
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return codes;
}

function sentence(
  kind: ModelErrorKind,
  status: number | undefined,
  error: unknown,
  context: ErrorContext,
): string {
  const { provider, name } = context;
  switch (kind) {
    case 'auth':
      return status === 403
        ? `${provider} does not allow this key to use ${name}.`
        : `${provider} did not accept the API key. Set a new one and try again.`;
    case 'quota':
      return `The credit or plan at ${provider} is used up.`;
    case 'rate_limit':
      return `${provider} asks to slow down (rate limit).`;
    case 'overloaded':
      return `${provider} is overloaded or has a fault${status === undefined ? '' : ` (HTTP ${status})`}.`;
    case 'context_too_long':
      return `The conversation is too long for ${name}.`;
    case 'refused':
      return `${provider} declined to answer this request.`;
    case 'network':
      return networkSentence(error, provider);
    case 'invalid_request':
      return status === 404
        ? `${provider} does not know the model ${name}, or the base URL is wrong (HTTP 404).`
        : `${provider} did not accept the request (HTTP ${status ?? 'unknown'}).`;
    case 'malformed':
      return `The answer of ${provider} could not be read.`;
    case 'aborted':
      return 'Cancelled.';
    case 'consent':
      return `The use of ${name} has not been allowed.`;
  }
}

function networkSentence(error: unknown, provider: string): string {
  const codes = errorCodes(error);
  if (codes.includes('ECONNREFUSED')) {
    return `Nothing answers at the address of ${provider}. Is the server running, and is the base URL right?`;
  }
  if (codes.some((code) => offlineCodes.has(code))) {
    return `${provider} cannot be reached. Check the internet connection, the base URL and the proxy.`;
  }
  if (codes.some((code) => /CERT|SELF_SIGNED|UNABLE_TO_/.test(code))) {
    return `The certificate of ${provider} is not trusted here. Add your organisation's certificate (NODE_EXTRA_CA_CERTS on the command line).`;
  }
  return `The connection to ${provider} broke off.`;
}

function retryAfter(headers: Headers | undefined, now: () => number): { retryAfterMs?: number } {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return { retryAfterMs: exact };
  const value = headers?.get('retry-after');
  if (value === null || value === undefined || value.trim() === '') return {};
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return { retryAfterMs: Math.max(0, Math.round(seconds * 1_000)) };
  const date = Date.parse(value);
  return Number.isNaN(date) ? {} : { retryAfterMs: Math.max(0, date - now()) };
}

function withoutSecrets(text: string | undefined, secrets: readonly string[]): string | undefined {
  return secrets
    .filter((secret) => secret.length >= 4)
    .reduce<string | undefined>((clean, secret) => clean?.replaceAll(secret, '[key]'), text);
}
