// The output channel. Everything passes a redactor first: no key in use is ever written.
import { window } from 'vscode';
import type { Disposable } from 'vscode';
import type { Redactor } from '../core/security/secretRedaction';

export interface Log extends Disposable {
  info(text: string): void;
  warn(text: string): void;
  /** @param cause its message and stack are written, redacted. */
  error(text: string, cause?: unknown): void;
  show(): void;
  /** The last lines, oldest first, redacted. */
  recent(): readonly string[];
}

/** Lines that are kept for who asks for help. */
const KEPT_LINES = 60;

export function createLog(redactor: Redactor): Log {
  const channel = window.createOutputChannel('Planwright', { log: true });
  const lines: string[] = [];
  const keep = (level: string, text: string): string => {
    lines.push(...`${new Date().toISOString()} [${level}] ${text}`.split('\n'));
    lines.splice(0, lines.length - KEPT_LINES);
    return text;
  };
  return {
    info: (text) => channel.info(keep('info', redactor.text(text))),
    warn: (text) => channel.warn(keep('warning', redactor.text(text))),
    error: (text, cause) => {
      const details =
        cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? '' : String(cause);
      channel.error(keep('error', redactor.text(details === '' ? text : `${text}\n${details}`)));
    },
    show: () => channel.show(true),
    recent: () => [...lines],
    dispose: () => channel.dispose(),
  };
}
