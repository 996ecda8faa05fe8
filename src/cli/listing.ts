// What the subcommands print. Pure.
import type { ModelInfo } from '../core/model/languageModel';
import type { SessionSummary } from '../core/session/sessionStore';
import { printable } from './output/printable';

/** One session a line, newest first: id, time, state, folder, title. */
export function sessionLines(sessions: readonly SessionSummary[]): readonly string[] {
  return sessions.map((session) => {
    const time = new Date(session.updatedAt).toISOString().slice(0, 16).replace('T', ' ');
    const state = session.ownedElsewhere ? 'running' : session.interrupted ? 'cut off' : '';
    return [
      session.sessionId,
      time,
      state.padEnd(7),
      session.workspace.join(' '),
      printable(session.title),
    ].join('  ');
  });
}

/** One model a line: name, context window, prices per million tokens. */
export function modelLines(models: readonly ModelInfo[]): readonly string[] {
  const rows = models.map((model) => ({ name: `${model.provider}/${model.id}`, model }));
  const width = Math.max(0, ...rows.map((row) => row.name.length));
  return rows.map(({ name, model }) => {
    const context =
      model.contextTokens === undefined ? '' : `${Math.round(model.contextTokens / 1000)}k context`;
    const price = model.price ? `$${model.price.input} / $${model.price.output}` : '';
    return [name.padEnd(width), context.padEnd(14), price].join('  ').trimEnd();
  });
}
