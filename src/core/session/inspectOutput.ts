// Looks at what came in from outside before a model reads it.
import type { AgentEventBody } from '../events/agentEvent';
import type { ToolCallPart } from '../model/message';
import type { ContentSource } from '../security/injection';
import type { SecurityProvider } from '../security/securityProvider';
import { wrapUntrusted } from '../security/untrusted.prompt';
import { makeVisible, stripInvisible } from '../security/visibleText';
import type { ContentTrust } from './contentTrust';

export interface InspectOptions {
  readonly security: SecurityProvider;
  readonly trust: ContentTrust;
  readonly emit: (body: AgentEventBody) => void;
}

/** The output of a call as the model reads it: where it tries to give orders, marked as untrusted, and the run's trust is lowered. */
export function inspectOutput(call: ToolCallPart, text: string, options: InspectOptions): string {
  const subject = ['file_path', 'path', 'command', 'url', 'pattern']
    .map((name) => call.input[name])
    .find((value) => typeof value === 'string');
  const words = makeVisible(`${call.name} ${typeof subject === 'string' ? subject : ''}`.trim());
  const origin = words.length <= 80 ? words : `${words.slice(0, 79)}…`;
  // A skill is there to instruct.
  const source = call.name === 'skill' ? 'instructions' : 'data';
  return inspectText(text, { origin, source, toolId: call.id }, options);
}

/** The same for any text that a model is about to read. */
export function inspectText(
  text: string,
  from: { readonly origin: string; readonly source: ContentSource; readonly toolId?: string },
  { security, trust, emit }: InspectOptions,
): string {
  const { origin, source, toolId } = from;
  const findings = security.detectInjection?.(text, source) ?? [];
  if (findings.length === 0) return text;
  trust.lower(origin);
  emit({
    type: 'injection_detected',
    ...(toolId === undefined ? {} : { toolId }),
    origin,
    findings,
  });
  const isHidden = findings.some(({ kind }) => kind === 'hidden');
  return wrapUntrusted(isHidden ? stripInvisible(text).text : text, origin);
}
