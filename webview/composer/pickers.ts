// The pickers below the input: permission mode, planning, model. They draw and tell what was picked; the composer hands it on.
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { PermissionMode } from '../../src/protocol/coreTypes';
import type { PanelSettings } from '../../src/protocol/messages';
import type { PlanningChoice } from '../../src/protocol/planMessages';
import type { SessionView } from '../../src/protocol/viewState';
import { t } from '../l10n';
import '../toolkit/pickerElement';
import type { PickerChangeEvent } from '../toolkit/pickerElement';
import { permissionModes } from './modes';
import { planningChoices } from './planningChoices';

export function modePicker({ mode }: SessionView, onPick: (mode: PermissionMode) => void): TemplateResult {
  const modes = permissionModes();
  const current = modes.find(({ value }) => value === mode);
  return html`<planwright-picker
    class="mode-picker"
    .accessibleName=${t('Permission mode')}
    .tooltip=${current === undefined ? t('Permission mode') : t('Permission mode: {0}', current.title)}
    .options=${modes}
    .value=${mode}
    @planwright-pick=${(event: PickerChangeEvent) => {
      const chosen = modes.find(({ value }) => value === event.detail);
      if (chosen !== undefined) onPick(chosen.value);
    }}
  ></planwright-picker>`;
}

export function planningPicker(
  { planning }: SessionView,
  onPick: (planning: PlanningChoice) => void,
): TemplateResult {
  const choices = planningChoices();
  const current = choices.find(({ value }) => value === planning);
  return html`<planwright-picker
    class="planning-picker"
    .accessibleName=${t('Planning')}
    .tooltip=${current === undefined ? t('Planning') : t('Planning: {0}', current.title)}
    .options=${choices}
    .value=${planning}
    @planwright-pick=${(event: PickerChangeEvent) => {
      const chosen = choices.find(({ value }) => value === event.detail);
      if (chosen !== undefined) onPick(chosen.value);
    }}
  ></planwright-picker>`;
}

/** @param onPick gets `provider/model` */
export function modelPicker(
  { model: current }: SessionView,
  listed: PanelSettings['models'],
  onPick: (model: string) => void,
): TemplateResult {
  const options = listed.map((model) => ({
    value: model.name,
    label: model.label,
    title: `${model.group}: ${model.name}`,
  }));
  // A model that is not in the catalogue works as well; it goes by its name.
  if (current !== '' && !listed.some((model) => model.name === current)) {
    options.unshift({ value: current, label: current.slice(current.indexOf('/') + 1), title: current });
  }
  if (current === '')
    options.unshift({ value: '', label: t('no model'), title: t('No model is chosen yet') });
  return html`<planwright-picker
    class="model-picker"
    .accessibleName=${t('Model')}
    .tooltip=${current === '' ? t('Model') : t('Model: {0}', current)}
    .options=${options}
    .value=${current}
    @planwright-pick=${(event: PickerChangeEvent) => onPick(event.detail)}
  ></planwright-picker>`;
}
