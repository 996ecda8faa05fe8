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
}

export function createLog(redactor: Redactor): Log {
  const channel = window.createOutputChannel('Planwright', { log: true });
  return {
    info: (text) => channel.info(redactor.text(text)),
    warn: (text) => channel.warn(redactor.text(text)),
    error: (text, cause) => {
      const details =
        cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? '' : String(cause);
      channel.error(redactor.text(details === '' ? text : `${text}\n${details}`));
    },
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
