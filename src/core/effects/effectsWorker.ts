// Entry of the worker thread: follows files so that nobody waits for it, one request after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { createEffectsService } from './effectsService';
import type { WorkspaceEffectsOptions } from './effectsPort';
import type { EffectsReply, EffectsRequest } from './effectsMessages';

const service = createEffectsService(workerData as WorkspaceEffectsOptions);

parentPort?.on('message', (request: EffectsRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});

async function answer(request: EffectsRequest): Promise<EffectsReply> {
  try {
    return { call: request.call, result: await perform(request) };
  } catch (error) {
    return { call: request.call, error: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(request: EffectsRequest): Promise<unknown> {
  switch (request.method) {
    case 'begin':
      return service.begin(request.argument);
    case 'end':
      return service.end(request.argument);
    case 'note':
      return service.note(request.argument);
    case 'dispose':
      return service.dispose();
  }
}
