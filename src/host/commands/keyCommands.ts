// Setting up models: keys, the demo, the editor's own models. A key is typed into a password box, tried at once, and kept by the
// editor's secret storage only.
import { commands, env, l10n, ProgressLocation, UIKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { ModelError } from '../../core/model/modelError';
import { testKey } from '../../core/model/modelList';
import { formatModelName } from '../../core/model/modelName';
import type { ProviderConfig } from '../../core/session/sessionOptions';
import { toAbortSignal } from '../cancellation';
import type { EditorModels } from '../models/editorModels';
import { keyName } from '../secrets';
import type { Secrets } from '../secrets';
import { DEMO_MODEL, recommended } from '../sessions/agentSetup';
import type { AgentSetup } from '../sessions/agentSetup';
import { referencedSecrets } from '../sessions/headerSecrets';
import type { Settings } from '../settings';
import { wordsOfError } from '../wordsOfError';

export interface KeyCommandsOptions {
  readonly settings: () => Settings;
  readonly secrets: Secrets;
  readonly setup: AgentSetup;
  readonly editorModels: EditorModels;
  /** Chooses the model for the session on the screen and for new ones. */
  readonly useModel: (name: string) => Promise<void>;
  /** Offers what a provider's server lists. */
  readonly chooseServerModel: (provider: string) => Promise<void>;
}

interface SecretItem extends QuickPickItem {
  readonly secret: string;
  /** Absent for a secret that only a header refers to. */
  readonly provider?: string;
}

/** Where keys are kept, in words; the browser edition differs from the desktop. */
export function keyStorageNote(): string {
  return env.uiKind === UIKind.Web
    ? l10n.t(
        'In the browser, the editor keeps keys in the storage of this browser, not on the server. On some servers they last only until the window is closed.',
      )
    : l10n.t('The editor keeps keys in the key store of this system.');
}

/** Asks for a provider and its key, tries the key, stores it. Does nothing when the person leaves. */
export async function setApiKey(options: KeyCommandsOptions): Promise<void> {
  await options.secrets.ready;
  const item = await pickSecret(options, l10n.t('Whose key do you want to set?'));
  if (item === undefined) return;
  const value = await window.showInputBox({
    title: l10n.t('{0}: key', item.label),
    prompt: keyStorageNote(),
    placeHolder:
      options.secrets.get(item.secret) === undefined
        ? undefined
        : l10n.t('A key is set; a new one replaces it'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('Enter the key.') : undefined),
  });
  if (value === undefined) return;
  const secret = value.trim();
  if (item.provider === undefined) {
    await options.secrets.store(item.secret, secret);
    void window.showInformationMessage(l10n.t('The secret {0} is stored.', item.secret));
    return;
  }
  if (await isAccepted(options, item.provider, secret)) {
    await options.secrets.store(item.secret, secret);
    await chooseModelOf(options, item.provider);
  }
}

export async function deleteApiKey(options: KeyCommandsOptions): Promise<void> {
  await options.secrets.ready;
  const stored = new Set(options.secrets.names);
  const items = secretItems(options).filter((item) => stored.has(item.secret));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('No key is stored.'));
    return;
  }
  const item = await window.showQuickPick(items, { title: l10n.t('Which key do you want to delete?') });
  if (item !== undefined) await options.secrets.delete(item.secret);
}

export async function useDemo(options: KeyCommandsOptions): Promise<void> {
  await options.useModel(DEMO_MODEL);
}

/** From a person's click only: choosing a model may open the editor's consent dialog. */
export async function useEditorModel(options: KeyCommandsOptions): Promise<void> {
  await options.editorModels.refresh();
  const { models } = options.editorModels;
  if (models.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'The editor offers no language models. Sign in to a provider of models in the editor, or set an API key.',
      ),
    );
    return;
  }
  const items = models.map((model) => ({ label: model.info.label, description: model.info.id, model }));
  const item = await window.showQuickPick(items, {
    title: l10n.t("Which of the editor's models do you want to use?"),
  });
  if (item === undefined) return;
  try {
    await options.editorModels.requestConsent(item.model);
  } catch (error) {
    void window.showErrorMessage(
      l10n.t("{0} can't be used: {1}", item.model.info.label, wordsOfError(error)),
    );
    return;
  }
  await options.useModel(formatModelName(item.model.info));
}

async function pickSecret(options: KeyCommandsOptions, title: string): Promise<SecretItem | undefined> {
  return window.showQuickPick(secretItems(options), { title, placeHolder: keyStorageNote() });
}

function secretItems(options: KeyCommandsOptions): readonly SecretItem[] {
  const stored = new Set(options.secrets.names);
  const describe = (secret: string): string | undefined => (stored.has(secret) ? l10n.t('set') : undefined);
  const { providers } = options.settings();
  const names = [...new Set(['anthropic', 'openai', ...providers.map((provider) => provider.name)])];
  const ofProviders = names.map((provider) => {
    const secret = keyName(provider);
    return { label: labelOf(provider), description: describe(secret), secret, provider };
  });
  const ofHeaders = [...new Set(providers.flatMap((provider) => referencedSecrets(provider.headers)))].map(
    (secret) => ({
      label: secret,
      description: describe(secret),
      detail: l10n.t('Named by a header in planwright.providers'),
      secret,
    }),
  );
  return [...ofProviders, ...ofHeaders];
}

function labelOf(provider: string): string {
  if (provider === 'anthropic') return 'Anthropic';
  return provider === 'openai' ? 'OpenAI' : provider;
}

/** Tries the key against the provider; where that fails, the person decides whether to keep it. */
async function isAccepted(options: KeyCommandsOptions, provider: string, key: string): Promise<boolean> {
  const settings = options.settings().providers.find((candidate) => candidate.name === provider) ?? {
    name: provider,
  };
  const config: ProviderConfig = options.setup.withSecrets(settings, key);
  const error = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Trying the key of {0}…', labelOf(provider)),
      cancellable: true,
    },
    async (_progress, token) => {
      const linked = toAbortSignal(token);
      try {
        const result = await testKey(config, linked.signal);
        return result.ok ? undefined : result.error;
      } catch (cause) {
        if (cause instanceof ModelError && cause.kind === 'aborted') return cause;
        throw cause;
      } finally {
        linked.dispose();
      }
    },
  );
  if (error === undefined) return true;
  if (error.kind === 'aborted') return false;
  const keep = l10n.t('Keep It Anyway');
  const details = error.providerMessage === undefined ? '' : ` (${error.providerMessage})`;
  return (await window.showErrorMessage(`${wordsOfError(error)}${details}`, keep)) === keep;
}

/** A first key also chooses a model, so that the next thing a person does can be a prompt. */
async function chooseModelOf(options: KeyCommandsOptions, provider: string): Promise<void> {
  const chosen = options.settings().model;
  if (chosen !== '' && chosen !== DEMO_MODEL && options.setup.isUsable(chosen)) return;
  const configured = options.settings().providers.find((candidate) => candidate.name === provider);
  const first = configured?.models?.[0];
  if (first !== undefined) await options.useModel(`${provider}/${first.id}`);
  else if (provider === 'anthropic' || provider === 'openai') {
    const model = recommended(provider);
    await options.useModel(model);
    const another = l10n.t('Choose Another…');
    void window.showInformationMessage(l10n.t('{0} is used from now on.', model), another).then((answer) => {
      if (answer === another) void commands.executeCommand('planwright.chooseServerModel', provider);
    });
  } else await options.chooseServerModel(provider);
}
