// Starts the worker that follows files and talks to it. Where its file is not beside this one (sources, other bundles), the same work
// is done in this thread, with pauses.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EffectsCall, EffectsReply } from './effectsMessages';
import type { BeginResult, ObservedChanges, WorkspaceEffects, WorkspaceEffectsOptions } from './effectsPort';
import { createEffectsService } from './effectsService';

/** Beside the bundle, or one folder above its chunks. */
const WORKER_FILES = ['./effectsWorker.js', '../effectsWorker.js'];

export function openWorkspaceEffects(
  options: WorkspaceEffectsOptions,
  workerFile: URL | undefined = findWorker(),
): WorkspaceEffects {
  return workerFile === undefined ? createEffectsService(options) : new EffectsClient(workerFile, options);
}

function findWorker(): URL | undefined {
  // Bundles of another format have no address of their own.
  const here: string | undefined = import.meta.url;
  if (here === undefined) return undefined;
  return WORKER_FILES.map((name) => new URL(name, here)).find((url) => existsSync(fileURLToPath(url)));
}

interface OpenCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

class EffectsClient implements WorkspaceEffects {
  readonly #worker: Worker;
  readonly #open = new Map<number, OpenCall>();
  #calls = 0;
  #failure: Error | undefined;

  constructor(file: URL, workerData: WorkspaceEffectsOptions) {
    // Its data is long-lived: a small room for new objects is enough.
    this.#worker = new Worker(file, {
      workerData,
      execArgv: [],
      name: 'planwright-effects',
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#worker.on('message', (reply: EffectsReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that follows files has ended')));
    // Nobody is kept from ending by it, but for the time of a call.
    this.#worker.unref();
  }

  begin(argument: Parameters<WorkspaceEffects['begin']>[0]): Promise<BeginResult> {
    return this.#call({ method: 'begin', argument }) as Promise<BeginResult>;
  }

  end(argument: Parameters<WorkspaceEffects['end']>[0]): Promise<ObservedChanges> {
    return this.#call({ method: 'end', argument }) as Promise<ObservedChanges>;
  }

  async note(argument: readonly string[]): Promise<void> {
    await this.#call({ method: 'note', argument });
  }

  async dispose(): Promise<void> {
    if (this.#failure === undefined) await this.#call({ method: 'dispose' }).catch(() => undefined);
    await this.#worker.terminate();
  }

  #call(request: EffectsCall): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#calls += 1;
    const call = this.#calls;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#open.set(call, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ ...request, call });
    return promise;
  }

  #settle({ call, result, error }: EffectsReply): void {
    const open = this.#open.get(call);
    this.#open.delete(call);
    if (this.#open.size === 0) this.#worker.unref();
    if (error === undefined) open?.resolve(result);
    else open?.reject(new Error(error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const open of this.#open.values()) open.reject(this.#failure);
    this.#open.clear();
  }
}
