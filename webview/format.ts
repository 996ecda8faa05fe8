// Numbers as people read them: honest (`~` for estimates, `–` for unknown) and short.
import { formatMoney, formatNumber, t } from './l10n';

/** Milliseconds as `0.3 s`, `42 s`, `4:12` or `1:02:03`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return t({ message: '{0} s', args: [formatNumber(seconds, 1)], comment: 'Seconds' });
  const whole = Math.round(seconds);
  if (whole < 60) return t({ message: '{0} s', args: [whole], comment: 'Seconds' });
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** US dollars as `$0.04`; `–` when unknown; amounts below a cent as `<$0.01`. */
export function formatCost(cost: number | undefined, isEstimated = false): string {
  if (cost === undefined) return '–';
  const mark = isEstimated && cost > 0 ? '~' : '';
  if (cost > 0 && cost < 0.01) return `${mark}<${formatMoney(0.01)}`;
  return `${mark}${formatMoney(cost)}`;
}

/** Tokens as `980`, `12.4k` or `1.2M`. */
export function formatTokens(tokens: number, isEstimated = false): string {
  const mark = isEstimated && tokens > 0 ? '~' : '';
  if (tokens < 1000) return `${mark}${tokens}`;
  if (tokens < 999_950) return `${mark}${formatNumber(tokens / 1000, 1)}k`;
  return `${mark}${formatNumber(tokens / 1_000_000, 1)}M`;
}

/** How long ago, as `now`, `5 min`, `3 h`, `2 d`, else the date. */
export function formatAge(time: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - time) / 60_000);
  if (minutes < 1) return t({ message: 'now', comment: 'When a session was last used' });
  if (minutes < 60) return t({ message: '{0} min', args: [minutes], comment: 'Minutes ago' });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t({ message: '{0} h', args: [hours], comment: 'Hours ago' });
  const days = Math.floor(hours / 24);
  return days < 14
    ? t({ message: '{0} d', args: [days], comment: 'Days ago' })
    : new Date(time).toISOString().slice(0, 10);
}
