// Numbers as people read them: honest (`~` for estimates, `–` for unknown) and short.

/** Milliseconds as `0.3 s`, `42 s`, `4:12` or `1:02:03`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** US dollars as `$0.04`; `–` when unknown; amounts below a cent as `<$0.01`. */
export function formatCost(cost: number | undefined, isEstimated = false): string {
  if (cost === undefined) return '–';
  const mark = isEstimated && cost > 0 ? '~' : '';
  if (cost > 0 && cost < 0.01) return `${mark}<$0.01`;
  return `${mark}$${cost.toFixed(2)}`;
}

/** Tokens as `980`, `12.4k` or `1.2M`. */
export function formatTokens(tokens: number, isEstimated = false): string {
  const mark = isEstimated && tokens > 0 ? '~' : '';
  if (tokens < 1000) return `${mark}${tokens}`;
  if (tokens < 999_950) return `${mark}${(tokens / 1000).toFixed(1)}k`;
  return `${mark}${(tokens / 1_000_000).toFixed(1)}M`;
}

/** `1 file`, `4 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How long ago, as `now`, `5 min`, `3 h`, `2 d`, else the date. */
export function formatAge(time: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - time) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 14 ? `${days} d` : new Date(time).toISOString().slice(0, 10);
}
