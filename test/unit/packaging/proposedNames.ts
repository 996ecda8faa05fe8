// Names that the stock editor marks as proposed. Read from the workbench of VS Code 1.139: menus from the table of its menus extension
// point (`menusExtensionPoint.ts`, entries with `proposed`), contribution points from their handlers (`isProposedApiEnabled`). When the
// test editor is updated, read them again; a name that became stable may be taken out.

/** Keys of `contributes` that work only with an enabled proposal. */
export const PROPOSED_CONTRIBUTION_POINTS: ReadonlySet<string> = new Set([
  'chatContext',
  'chatOutputRenderers',
  'chatSessions',
  'continueEditSession',
  'css',
  'languageModelToolSets',
  'notebookPreload',
  'remoteCodingAgents',
  'remoteHelp',
  'statusBarItems',
  'terminalQuickFixes',
  // Before 1.106.
  'chatViewsWelcome',
]);

const PROPOSED_MENUS: ReadonlySet<string> = new Set([
  'agents/change/inline',
  'agents/changes/actions',
  'agents/changes/actions/primary',
  'chat/chatSessions',
  'chat/contextUsage/actions',
  'chat/customizations/create',
  'chat/customizations/item',
  'chat/editor/inlineGutter',
  'chat/input/editing/sessionTitleToolbar',
  'chat/input/editing/sessionToolbar',
  'chat/multiDiff/context',
  'chat/newSession',
  'chatSessions/item/context',
  'chatSessions/newSession',
  'comments/comment/editorActions',
  'comments/commentThread/additionalActions',
  'comments/commentThread/comment/context',
  'comments/commentThread/title/context',
  'commentsView/commentThread/context',
  'debug/createConfiguration',
  'diffEditor/gutter/hunk',
  'diffEditor/gutter/selection',
  'editor/content',
  'editor/context/chat',
  'editor/context/share',
  'editor/inlineCompletions/actions',
  'editor/title/context/share',
  'explorer/context/share',
  'file/share',
  'menuBar/home',
  'mergeEditor/result/title',
  'multiDiffEditor/content',
  'multiDiffEditor/resource/title',
  'notebook/kernelSource',
  'scm/artifact/context',
  'scm/artifactGroup/context',
  'scm/history/title',
  'scm/historyItem/context',
  'scm/historyItemRef/context',
  'scm/inputBox',
  'scm/repositories/title',
  'viewContainer/title',
]);

/** True for a menu id that works only with an enabled proposal. */
export function isProposedMenu(id: string): boolean {
  return PROPOSED_MENUS.has(id);
}
