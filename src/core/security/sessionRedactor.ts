// What redacts for a session: the values that are known, then what its security provider replaces.
import { createRedactor } from './secretRedaction';
import type { Redactor, StreamRedactor } from './secretRedaction';
import { DefaultSecurityProvider } from './securityProvider';
import type { SecurityProvider } from './securityProvider';

/** `values` is asked at each use. */
export function createSessionRedactor(values: () => readonly string[], provider: SecurityProvider): Redactor {
  if (provider instanceof DefaultSecurityProvider) return createRedactor(values, provider.patterns);
  const known = createRedactor(values);
  const text = (whole: string): string => provider.sanitizeOutput(known.text(whole));
  return {
    isEmpty: false,
    text,
    known: known.text,
    value: (value) => known.map(value, text),
    question: known.value,
    map: known.map,
    stream: () => inLines(known.stream(), (line) => provider.sanitizeOutput(line)),
  };
}

/** A provider that knows only whole texts gets whole lines. */
function inLines(known: StreamRedactor, sanitize: (text: string) => string): StreamRedactor {
  let line = '';
  const take = (piece: string): string => {
    const end = piece.lastIndexOf('\n') + 1;
    if (end === 0) {
      line += piece;
      return '';
    }
    const whole = line + piece.slice(0, end);
    line = piece.slice(end);
    return sanitize(whole);
  };
  const rest = (piece: string): string => {
    const last = line + piece;
    line = '';
    return last === '' ? '' : sanitize(last);
  };
  return {
    push: (chunk) => take(known.push(chunk)),
    get isHolding() {
      return line !== '' || known.isHolding;
    },
    settle: () => rest(known.settle()),
    flush: () => rest(known.flush()),
  };
}
