// What a page gets when it comes: the whole transcript, the long texts of older runs left out. A page shows those folded anyway; their
// outputs and changes are opened through the host, which has them all.
import type { ToolDetails } from '../core/tools/toolDetails';
import type { RunView, SessionView, ToolItem, ViewItem } from './viewState';

/** Runs at the end that are sent whole. */
const WHOLE_RUNS = 20;
/** Characters of an output or a thought of an older run. */
const SHORT_TEXT = 400;
/** Lines of a change of an older run. */
const SHORT_DIFF = 40;

/** Shared by session, so that what did not change since the last snapshot costs nothing. */
const cache = new WeakMap<RunView, RunView>();

/** The view for a snapshot. Number, order and ids of all items stay, so that later batches fit. */
export function lightView(view: SessionView): SessionView {
  const whole = Math.max(0, view.runs.length - WHOLE_RUNS);
  if (whole === 0) return view;
  return { ...view, runs: view.runs.map((run, index) => (index < whole ? lightRun(run) : run)) };
}

function lightRun(run: RunView): RunView {
  // What is not finished may still be added to.
  if (run.state === 'running') return run;
  const known = cache.get(run);
  if (known !== undefined) return known;
  const light = { ...run, items: run.items.map(lightItem) };
  cache.set(run, light);
  return light;
}

function lightItem(item: ViewItem): ViewItem {
  switch (item.kind) {
    case 'tool':
      return lightTool(item);
    case 'thinking':
      return { ...item, text: item.text.slice(0, SHORT_TEXT) };
    default:
      return item;
  }
}

function lightTool(tool: ToolItem): ToolItem {
  const isCommand = tool.details?.type === 'command';
  return {
    ...tool,
    argumentsText: tool.argumentsText.slice(0, SHORT_TEXT),
    output: isCommand ? tool.output.slice(-SHORT_TEXT) : tool.output.slice(0, SHORT_TEXT),
    isOutputCut: tool.isOutputCut || tool.output.length > SHORT_TEXT,
    ...(tool.details === undefined ? {} : { details: lightDetails(tool.details) }),
  };
}

function lightDetails(details: ToolDetails): ToolDetails {
  if (details.type !== 'diff') return details;
  const files = details.files.map((file) => {
    const lines = (file.hunks ?? []).reduce((sum, hunk) => sum + hunk.lines.length, 0);
    if (lines <= SHORT_DIFF) return file;
    const { hunks, ...rest } = file;
    return hunks === undefined ? file : { ...rest, note: `${lines} lines; open the change to see it.` };
  });
  return { ...details, files };
}
