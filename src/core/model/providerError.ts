// Errors of the SDKs, of HTTP and of the network as our typed family. The two SDKs give errors of the same shape, so that this file needs
// neither of them: `status`, `headers` and the parsed body in `error`, or a `cause` from the network.
import { ModelError } from './modelError';
import type { ModelErrorKind } from './modelError';
import type { ModelCause } from '../words/errorCause';

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
  return new ModelError(whyOf(kind, status, error, context), {
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
  return new ModelError({ about: 'model', code: 'cut_off' }, { kind: 'network', model });
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

function whyOf(
  kind: ModelErrorKind,
  status: number | undefined,
  error: unknown,
  { provider, name: model }: ErrorContext,
): ModelCause {
  const about = 'model';
  const seen = status === undefined ? {} : { status };
  switch (kind) {
    case 'auth':
      return status === 403
        ? { about, code: 'key_without_rights', provider, model }
        : { about, code: 'key_refused', provider };
    case 'quota':
      return { about, code: 'used_up', provider };
    case 'rate_limit':
      return { about, code: 'slow_down', provider };
    case 'overloaded':
      return { about, code: 'overloaded', provider, ...seen };
    case 'context_too_long':
      return { about, code: 'too_long', model };
    case 'refused':
      return { about, code: 'declined', provider };
    case 'network':
      return { about, code: networkCode(error), provider };
    case 'invalid_request':
      return status === 404
        ? { about, code: 'unknown_model', provider, model }
        : { about, code: 'rejected', provider, ...seen };
    case 'malformed':
      return { about, code: 'unreadable', from: provider };
    case 'aborted':
      return { about, code: 'cancelled' };
    case 'consent':
      return { about, code: 'not_allowed', model };
  }
}

function networkCode(error: unknown): 'no_server' | 'offline' | 'certificate' | 'broke_off' {
  const codes = errorCodes(error);
  if (codes.includes('ECONNREFUSED')) return 'no_server';
  if (codes.some((code) => offlineCodes.has(code))) return 'offline';
  return codes.some((code) => /CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) ? 'certificate' : 'broke_off';
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
