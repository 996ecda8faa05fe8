// What the bootstrap knows about the full host, so that it can load it without importing it.
import type { ExtensionContext, TreeDataProvider, TreeView, WebviewPanel, WebviewView } from 'vscode';

/** The loaded extension. Owns everything but the bootstrap's own registrations. */
export interface Host {
  /** Runs one of our commands by its id. */
  runCommand(id: string, args: readonly unknown[]): Promise<unknown>;
  /** Fills the panel's view. */
  resolveView(view: WebviewView): Promise<void>;
  /** Fills an editor tab that the editor brings back after a reload. */
  adoptEditor(panel: WebviewPanel): void;
  /** Rows of the view of permission rules. */
  readonly permissions: TreeDataProvider<string>;
  /** Follows a link to this extension: it puts a text into the panel's input at most, and sends nothing. */
  openLink(path: string, query: string): Promise<void>;
  /** Offers to continue a run of this workspace that was cut off. */
  offerInterrupted(): Promise<void>;
  /** For tests inside the extension host. */
  readonly testApi: unknown;
  dispose(): Promise<void>;
}

/** The module `dist/host/extension.js`. */
export interface HostModule {
  startHost(context: ExtensionContext, views: HostViews): Promise<Host>;
}

/** Views that the bootstrap has registered. */
export interface HostViews {
  readonly permissions: TreeView<string>;
}

/** What `activate` gives back in a test run of the editor, and only there. */
export interface BootstrapTestApi {
  /** Milliseconds that the bootstrap took. */
  readonly bootstrapMs: number;
  /** Milliseconds from the request for the full host until it was ready; undefined until then. */
  readonly fullActivationMs: () => number | undefined;
  /** What the editor calls for a link to this extension. */
  readonly openLink: (path: string, query: string) => Promise<void>;
  /** Loads the full host and gives its own test surface. */
  readonly loadHost: () => Promise<unknown>;
}
