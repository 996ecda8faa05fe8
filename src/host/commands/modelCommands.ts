// Choosing models and how they work: for the session, from what a server lists, the small one, the reasoning effort, the mode.
import { ConfigurationTarget, env, l10n, ProgressLocation, window, workspace } from 'vscode';
import type { ModelInfo } from '../../core/model/languageModel';
import { ModelError } from '../../core/model/modelError';
import { listModels } from '../../core/model/modelList';
import { formatModelName } from '../../core/model/modelName';
import { PERMISSION_MODES } from '../../core/permissions/permissionMode';
import type { PermissionMode } from '../../core/permissions/permissionMode';
import type { ProviderConfig } from '../../core/session/sessionOptions';
import { toAbortSignal } from '../cancellation';
import { DEMO_MODEL } from '../sessions/agentSetup';
import type { AgentSetup } from '../sessions/agentSetup';
import { PersonError } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import type { Settings } from '../settings';
import { wordsOfError } from '../wordsOfError';

export interface ModelCommandsOptions {
  readonly hub: SessionHub;
  readonly setup: AgentSetup;
  readonly settings: () => Settings;
  /** Chooses the model for the session on the screen and for new ones. */
  readonly useModel: (name: string) => Promise<void>;
  readonly setApiKey: () => Promise<void>;
}

/** Tokens of thought; 0 leaves it to the model. */
const EFFORTS = [
  { effort: 'auto', tokens: 0 },
  { effort: 'low', tokens: 4_000 },
  { effort: 'medium', tokens: 12_000 },
  { effort: 'high', tokens: 24_000 },
] as const;

export async function switchModel(options: ModelCommandsOptions): Promise<void> {
  const { hub, setup } = options;
  const session = await hub.ensureCurrent();
  const choices = await setup.choices(await hub.agent());
  const items = [
    ...choices.map(({ name, label, group }) => ({
      label,
      description: group,
      run: () => options.useModel(name),
    })),
    {
      label: l10n.t('Models of a Server…'),
      description: l10n.t('all that a provider lists'),
      run: () => chooseServerModel(options),
    },
    { label: l10n.t('Set API Key…'), description: l10n.t('for more models'), run: options.setApiKey },
  ];
  const item = await window.showQuickPick(items, {
    title: l10n.t('Switch Model'),
    placeHolder: session.api.model,
    matchOnDescription: true,
  });
  await item?.run();
}

/** Asks a provider's server what it has. @param provider default: chosen by the person */
export async function chooseServerModel(options: ModelCommandsOptions, provider?: string): Promise<void> {
  const config = await chooseProvider(options.setup, provider);
  if (config === undefined) return;
  const models = await listWithProgress(config);
  if (models === undefined) return;
  if (models.length === 0) {
    throw new PersonError(
      l10n.t('{0} lists no models. Name one in the setting planwright.model.', config.name),
    );
  }
  const items = models.map((model) => ({
    label: model.label,
    description: model.id,
    detail: factsOf(model),
    model,
  }));
  const item = await window.showQuickPick(items, {
    title: l10n.t('Models of {0}', config.name),
    matchOnDescription: true,
  });
  if (item !== undefined) await options.useModel(formatModelName(item.model));
}

export async function chooseSmallModel({ hub, setup, settings }: ModelCommandsOptions): Promise<void> {
  const choices = await setup.choices(await hub.agent());
  const items = [
    { label: l10n.t("The session's own model"), description: '', name: '' },
    ...choices
      .filter(({ name }) => name !== DEMO_MODEL)
      .map(({ name, label, group }) => ({ label, description: group, name })),
  ];
  const item = await window.showQuickPick(items, {
    title: l10n.t('Which model writes commit messages and titles?'),
    placeHolder: settings().smallModel || l10n.t("The session's own model"),
  });
  if (item !== undefined) await update('smallModel', item.name);
}

export async function setReasoningEffort(settings: Settings): Promise<void> {
  const words: Readonly<Record<(typeof EFFORTS)[number]['effort'], readonly [string, string]>> = {
    auto: [l10n.t('auto'), l10n.t('the model decides')],
    low: [l10n.t('low'), l10n.t('quick and cheap')],
    medium: [l10n.t('medium'), l10n.t('for most work')],
    high: [l10n.t('high'), l10n.t('for hard problems; slower, dearer')],
  };
  const items = EFFORTS.map(({ effort, tokens }) => ({
    label: words[effort][0],
    description: words[effort][1],
    detail: tokens === 0 ? '' : l10n.t('up to {0} tokens of thought', tokens.toLocaleString(env.language)),
    picked: tokens === settings.thinkingBudget,
    tokens,
  }));
  const item = await window.showQuickPick(items, {
    title: l10n.t('How much may the model think before it answers?'),
    placeHolder: l10n.t('now: {0} tokens', settings.thinkingBudget.toLocaleString(env.language)),
  });
  if (item !== undefined) await update('thinkingBudget', item.tokens);
}

export async function switchMode(hub: SessionHub): Promise<void> {
  const session = await hub.ensureCurrent();
  const words: Readonly<Record<PermissionMode, readonly [string, string]>> = {
    readonly: [l10n.t('read only'), l10n.t('nothing is written or run')],
    ask: [l10n.t('ask'), l10n.t('writing and running ask')],
    edits: [l10n.t('edits'), l10n.t('edits in the workspace are allowed, commands ask')],
    auto: [
      l10n.t('auto'),
      l10n.t('everything inside the workspace is allowed; deny rules and protected paths hold'),
    ],
  };
  const items = PERMISSION_MODES.map((mode) => ({
    label: words[mode][0],
    description: words[mode][1],
    mode,
  }));
  const item = await window.showQuickPick(items, {
    title: l10n.t('Switch Permission Mode'),
    placeHolder: words[session.api.permissionMode][0],
  });
  if (item !== undefined) await hub.setMode(session, item.mode);
}

async function chooseProvider(
  setup: AgentSetup,
  name: string | undefined,
): Promise<ProviderConfig | undefined> {
  const providers = setup.providers();
  if (name !== undefined) return providers.find((provider) => provider.name === name);
  const usable = providers.filter(
    (provider) => provider.apiKey !== undefined || provider.baseUrl !== undefined,
  );
  const [first, second] = usable;
  if (first === undefined) throw new PersonError(l10n.t('Set an API key first.'));
  if (second === undefined) return first;
  const items = usable.map((provider) => ({ label: provider.name, provider }));
  return (await window.showQuickPick(items, { title: l10n.t('Whose models?') }))?.provider;
}

/** Undefined when the person cancelled. Throws `PersonError` where the server does not answer. */
function listWithProgress(config: ProviderConfig): Thenable<readonly ModelInfo[] | undefined> {
  const title = l10n.t('Asking {0} for its models…', config.name);
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      const linked = toAbortSignal(token);
      try {
        return await listModels(config, linked.signal);
      } catch (error) {
        if (linked.signal.aborted) return undefined;
        if (error instanceof ModelError) throw new PersonError(wordsOfError(error));
        throw error;
      } finally {
        linked.dispose();
      }
    },
  );
}

function factsOf({ contextTokens, price }: ModelInfo): string {
  const facts = [
    contextTokens === undefined
      ? ''
      : l10n.t('{0} tokens of context', contextTokens.toLocaleString(env.language)),
    price === undefined ? '' : l10n.t('${0} in, ${1} out per million tokens', price.input, price.output),
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}

async function update(key: string, value: unknown): Promise<void> {
  await workspace.getConfiguration('planwright').update(key, value, ConfigurationTarget.Global);
}
