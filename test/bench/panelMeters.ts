// What runs inside the panel's page to measure it, and what is read from there.
import type { Frame } from 'playwright-core';

/** Installs the meters in the page; call once. */
export function installMeters(frame: Frame): Promise<void> {
  return frame.evaluate<void>(METERS);
}

/** What has come from the host since the meters were installed or last reset. */
export interface TrafficFigures {
  readonly posts: number;
  /** Events in batches, before the deltas among them were joined. */
  readonly events: number;
  /** Characters of the batches as JSON. */
  readonly bytes: number;
  /** Characters of streamed text in them. */
  readonly textBytes: number;
  /** Characters of the last snapshot as JSON. */
  readonly snapshotBytes: number;
}

export function readTraffic(frame: Frame): Promise<TrafficFigures> {
  return frame.evaluate<TrafficFigures>('globalThis.meters.traffic');
}

export function resetTraffic(frame: Frame): Promise<void> {
  return frame.evaluate<void>(
    'Object.assign(globalThis.meters.traffic, { posts: 0, events: 0, bytes: 0, textBytes: 0 }), undefined',
  );
}

/** Takes the times of the key presses so far, in milliseconds. */
export function takeKeyTimes(frame: Frame): Promise<readonly number[]> {
  return frame.evaluate<number[]>('globalThis.meters.keys.splice(0)');
}

/** Milliseconds from the click on a row of the session list to the frame that shows a text. */
export function timeToShow(frame: Frame, sessionId: string, text: string): Promise<number> {
  return frame.evaluate<number>(`new Promise((done) => {
    const row = document.querySelector('[data-session=${JSON.stringify(sessionId)}]');
    const startedAt = performance.now();
    row.click();
    const look = () => requestAnimationFrame(() => {
      const isThere = [...document.querySelectorAll('.prompt-text')].some((it) => it.textContent.includes(${JSON.stringify(text)}));
      if (isThere) globalThis.meters.afterFrame(() => done(performance.now() - startedAt));
      else look();
    });
    look();
  })`);
}

/** A key press lasts from the event's own time to the first task after the frame that shows it. */
const METERS = `(() => {
  const afterFrame = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(undefined);
  });
  const meters = {
    afterFrame,
    keys: [],
    traffic: { posts: 0, events: 0, bytes: 0, textBytes: 0, snapshotBytes: 0 },
  };
  globalThis.meters = meters;
  document.addEventListener('keydown', (event) => {
    const pressedAt = event.timeStamp;
    afterFrame(() => meters.keys.push(performance.now() - pressedAt));
  }, { capture: true });
  window.addEventListener('message', ({ data }) => {
    const { traffic } = meters;
    if (data?.type === 'snapshot') traffic.snapshotBytes = JSON.stringify(data).length;
    if (data?.type !== 'events') return;
    traffic.posts += 1;
    traffic.events += data.toSeq - data.fromSeq + 1;
    traffic.bytes += JSON.stringify(data).length;
    for (const event of data.events) if (event.type === 'text_delta') traffic.textBytes += event.text.length;
  });
})()`;
