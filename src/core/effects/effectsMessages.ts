// What goes between a session's thread and the worker that follows its files.
import type { BeginRequest, EndRequest } from './effectsPort';

export type EffectsCall =
  | { readonly method: 'begin'; readonly argument: BeginRequest }
  | { readonly method: 'end'; readonly argument: EndRequest }
  | { readonly method: 'note'; readonly argument: readonly string[] }
  | { readonly method: 'dispose' };

export type EffectsRequest = EffectsCall & { readonly call: number };

/** `error` in words, or the result. */
export interface EffectsReply {
  readonly call: number;
  readonly result?: unknown;
  readonly error?: string;
}
