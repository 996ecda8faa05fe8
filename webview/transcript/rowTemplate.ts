// What one row looks like. Gaps are the transcript's own.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import '../items/answerElement';
import { errorCard } from '../items/errorCard';
import '../items/readsElement';
import { restoredRow } from '../items/restoredRow';
import {
  factsRow,
  interruptedCard,
  noticeRow,
  promptRow,
  retryRow,
  thinkingRow,
  workingRow,
} from '../items/simpleItems';
import '../items/toolElement';
import type { PanelContext } from '../panelContext';
import { planNoteRow } from '../plan/planNote';
import '../plan/stepRow';
import type { GapRow, LoadedItem, Row } from './rows';

/**
 * A row, drawn again only when something of it changed: text that streams into one row costs nothing in the others.
 *
 * @param expansionVersion changes with what is open, so that elements look again
 */
export function drawnRow(
  row: Exclude<Row, GapRow>,
  context: PanelContext,
  expansionVersion: number,
): unknown {
  // The rows of a run that is on are made anew with each event, its items are not.
  const shown = row.kind === 'item' ? row.item : row;
  return guard([shown, context, expansionVersion], () => rowTemplate(row, context, expansionVersion));
}

function rowTemplate(
  row: Exclude<Row, GapRow>,
  context: PanelContext,
  expansionVersion: number,
): TemplateResult {
  switch (row.kind) {
    case 'item':
      return itemTemplate(row.item, context, expansionVersion);
    case 'reads':
      return html`<planwright-reads
        .items=${row.items}
        .rowKey=${row.key}
        .context=${context}
        .expansionVersion=${expansionVersion}
      ></planwright-reads>`;
    case 'step':
      return html`<planwright-step
        .item=${row.item}
        .calls=${row.items}
        .context=${context}
        .expansionVersion=${expansionVersion}
      ></planwright-step>`;
    case 'facts':
      return factsRow(row.run, row.isFolded, row.canFold, context);
    case 'working':
      return workingRow(row.run);
  }
}

function itemTemplate(item: LoadedItem, context: PanelContext, expansionVersion: number): TemplateResult {
  switch (item.kind) {
    case 'prompt':
      return promptRow(item, context);
    case 'answer':
      return html`<planwright-answer .item=${item} .context=${context}></planwright-answer>`;
    case 'thinking':
      return thinkingRow(item, context);
    case 'tool':
      return html`<planwright-tool
        .item=${item}
        .context=${context}
        .expansionVersion=${expansionVersion}
      ></planwright-tool>`;
    case 'step':
      return html`<planwright-step
        .item=${item}
        .context=${context}
        .expansionVersion=${expansionVersion}
      ></planwright-step>`;
    case 'plan':
      return planNoteRow(item, context);
    case 'notice':
      return noticeRow(item, context);
    case 'retry':
      return retryRow(item);
    case 'error':
      return errorCard(item, context);
    case 'interrupted':
      return interruptedCard(item, context);
    case 'restored':
      return restoredRow(item, context);
  }
}
