// Loads what a person comes to: one page at a time, asked again where the session went on meanwhile.
import type { PageSide, Position } from '../../src/protocol/pages';
import type { GapRow } from './rows';

/**
 * Asks for the items next to a place.
 *
 * - `stale`: they came, but the session has moved on - `failed`: the host could not give them
 */
export type LoadPage = (
  sessionId: string,
  side: PageSide,
  position: Position,
) => Promise<'loaded' | 'stale' | 'failed'>;

/** Answers in a row that came too late; then a person has to ask. */
const STALE_LIMIT = 5;

export class PageLoader {
  readonly #load: () => LoadPage | undefined;
  readonly #onChange: () => void;
  /** Set while a page is under way. */
  #asking: Promise<boolean> | undefined;
  #failedKey: string | undefined;

  constructor(load: () => LoadPage | undefined, onChange: () => void) {
    this.#load = load;
    this.#onChange = onChange;
  }

  /** True for a gap whose items could not be had. */
  hasFailed(gap: GapRow): boolean {
    return gap.key === this.#failedKey;
  }

  /** Another session is shown: its gaps are others. */
  forget(): void {
    this.#failedKey = undefined;
  }

  /**
   * Fills a gap from its end (`before`), or from its beginning (`after`).
   *
   * @returns false when nothing came, or another page is under way
   */
  async fill(sessionId: string, gap: GapRow, side: PageSide): Promise<boolean> {
    if (this.#asking !== undefined) return false;
    const isLoaded = await this.#start(sessionId, side, side === 'before' ? gap.end : gap.at);
    this.#failedKey = isLoaded ? undefined : gap.key;
    return isLoaded;
  }

  /** Loads what is around a place, after what is under way. */
  async loadAround(sessionId: string, position: Position): Promise<boolean> {
    while (this.#asking !== undefined) await this.#asking;
    const isLoaded = await this.#start(sessionId, 'after', position);
    return isLoaded && (await this.#start(sessionId, 'before', position));
  }

  #start(sessionId: string, side: PageSide, position: Position): Promise<boolean> {
    const asking = this.#ask(sessionId, side, position).finally(() => {
      if (this.#asking === asking) this.#asking = undefined;
      this.#onChange();
    });
    this.#asking = asking;
    return asking;
  }

  async #ask(sessionId: string, side: PageSide, position: Position): Promise<boolean> {
    const load = this.#load();
    if (load === undefined) return false;
    for (let count = 0; count < STALE_LIMIT; count++) {
      const result = await load(sessionId, side, position);
      if (result !== 'stale') return result === 'loaded';
    }
    return false;
  }
}
