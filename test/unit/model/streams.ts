/** A body that gives these bytes, each time it is asked for more; then it ends, or fails with `failure`. */
export function bodyOf(
  chunks: readonly (string | Uint8Array)[],
  more: { readonly failure?: Error; readonly onPull?: (index: number) => void } = {},
): ReadableStream<Uint8Array> {
  let index = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        more.onPull?.(index);
        const chunk = chunks[index];
        index += 1;
        if (chunk !== undefined)
          controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
        else if (more.failure !== undefined) controller.error(more.failure);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The bytes in pieces that end at these places (taken modulo the length). */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}
