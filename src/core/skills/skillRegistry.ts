// The skills of an agent or a session. A session works on a copy, so that what is added there stays there.
import { ConfigurationError } from '../config/configurationError';
import type { Skill } from './skill';
import type { SkillScorer } from './skillScorer';
import type { SkillValidator } from './skillValidator';

export interface SkillRegistryOptions {
  /** Looks at every skill that is not built in. Default none. */
  readonly validator?: SkillValidator;
  /** Skills that it disables are left out of what the model sees. Default none. */
  readonly scorer?: SkillScorer;
}

export class SkillRegistry {
  private readonly skills = new Map<string, Skill>();
  private readonly switchedOff = new Set<string>();

  constructor(private readonly options: SkillRegistryOptions = {}) {}

  get scorer(): SkillScorer | undefined {
    return this.options.scorer;
  }

  /** The last one of a name wins. Throws `ConfigurationError` for one that the validator refuses. */
  register(skill: Skill): void {
    const refusal = skill.source === 'built-in' ? undefined : this.options.validator?.validate(skill);
    if (refusal !== undefined) throw new ConfigurationError(refusal.message);
    // A skill that replaces another one goes to the end, as if it had been registered alone.
    this.skills.delete(skill.name);
    this.skills.set(skill.name, skill);
  }

  registerAll(skills: readonly Skill[]): void {
    for (const skill of skills) this.register(skill);
  }

  /** False where there was none. */
  remove(name: string): boolean {
    return this.skills.delete(name);
  }

  get(name: string): Skill | undefined {
    return this.skills.get(name);
  }

  /** By name. */
  list(): readonly Skill[] {
    return [...this.skills.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** A person switched it off, or on again: it can't be loaded. */
  setEnabled(name: string, isEnabled: boolean): void {
    if (isEnabled) this.switchedOff.delete(name);
    else this.switchedOff.add(name);
  }

  isEnabled(name: string): boolean {
    return !this.switchedOff.has(name);
  }

  /** What the model may find and load: no personas, none that only a person may load, none switched off or doing badly. */
  discoverable(): readonly Skill[] {
    return this.list().filter(
      ({ name, kind, disableModelInvocation }) =>
        kind !== 'persona' &&
        disableModelInvocation !== true &&
        this.isEnabled(name) &&
        this.options.scorer?.isDisabled(name) !== true,
    );
  }

  /** The same skills, apart from now on. */
  fork(): SkillRegistry {
    const copy = new SkillRegistry(this.options);
    for (const skill of this.skills.values()) copy.skills.set(skill.name, skill);
    for (const name of this.switchedOff) copy.switchedOff.add(name);
    return copy;
  }
}
