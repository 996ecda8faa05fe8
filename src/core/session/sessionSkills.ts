// The skills of one session: where they come from, what the model is told of them, and which ones a run has loaded.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { ConfigurationError } from '../config/configurationError';
import type { AgentEventBody } from '../events/agentEvent';
import type { RuleSubject } from '../permissions/rule';
import type { PermissionCause } from '../permissions/permissionCause';
import { createActiveSkills } from '../skills/activeSkills';
import { builtinSkills } from '../skills/builtinSkills';
import type { Skill } from '../skills/skill';
import { skillCatalogue } from '../skills/skillCatalogue.prompt';
import { loadSkills } from '../skills/skillFiles';
import type { BrokenSkill } from '../skills/skillFiles';
import { SkillRegistry } from '../skills/skillRegistry';
import { DefaultSkillScorer } from '../skills/skillScorer';
import { createSkillTool } from '../tools/skillTool';
import type { Tool } from '../tools/tool';
import type { SessionOptions } from './sessionOptions';

export interface SessionSkills {
  /** For the model; absent where the session has no skills by its options. */
  readonly tool: Tool | undefined;
  /** A run begins or goes on. A new one looks at the folders again. */
  enter(runId: string): void;
  /** A person loads a skill for this run. */
  load(runId: string, skill: Skill): void;
  /** Section of the system prompt; empty where there is nothing to tell. */
  catalogue(): Promise<string>;
  registry(): Promise<SkillRegistry>;
  /** Why a call is refused by the skills that the run has loaded. */
  restriction(subject: RuleSubject): PermissionCause | undefined;
  /** The run is over: how it went counts for the skills that it had loaded. */
  finished(last: Extract<AgentEventBody, { type: 'end' | 'error' }>): void;
}

export interface SessionSkillsOptions {
  readonly options: Pick<SessionOptions, 'builtinSkills' | 'skillDirs' | 'skillRegistry'>;
  readonly now: () => number;
  /** A folder or a file of the user that can't be used. Once for each problem. */
  readonly onProblem: (problem: BrokenSkill) => void;
  /** A skill of this folder was loaded: its files may be read. */
  readonly onFolder: (folder: string) => void;
}

/** What a finished run says about the skills that it had loaded (spec section 6: -1 to 1). */
const DELTAS = { success: 0.5, partial: 0, failure: -0.5 } as const;

export function createSessionSkills({
  options,
  now,
  onProblem,
  onFolder,
}: SessionSkillsOptions): SessionSkills {
  const { builtinSkills: withBuiltin = false, skillDirs = [], skillRegistry } = options;
  const hasSkills = withBuiltin !== false || skillDirs.length > 0 || skillRegistry !== undefined;
  const active = createActiveSkills({ platform: process.platform, home: homedir() });
  const told = new Set<string>();
  const scorer = skillRegistry?.scorer ?? new DefaultSkillScorer();
  let run = '';
  let loading: Promise<SkillRegistry> | undefined;

  const tell = (problem: BrokenSkill): void => {
    const key = `${problem.file}\0${problem.message}`;
    if (told.has(key)) return;
    told.add(key);
    onProblem(problem);
  };

  async function load(): Promise<SkillRegistry> {
    const registry = skillRegistry?.fork() ?? new SkillRegistry({ scorer });
    if (withBuiltin !== false) {
      // The embedder's own skills win over built-in ones of the same name.
      const builtin = await builtinSkills(typeof withBuiltin === 'string' ? withBuiltin : undefined);
      registry.registerAll(builtin.filter(({ name }) => registry.get(name) === undefined));
    }
    for (const dir of skillDirs) {
      const { skills, broken } = await loadSkills(resolve(dir.replace(/^~(?=[\\/]|$)/, homedir())), {
        source: 'user',
      });
      broken.forEach(tell);
      for (const skill of skills) {
        try {
          registry.register(skill);
        } catch (error) {
          if (!(error instanceof ConfigurationError)) throw error;
          tell({ file: skill.file ?? dir, line: 1, message: error.message });
        }
      }
    }
    return registry;
  }

  const onLoad = (skill: Skill): void => {
    active.activate(skill);
    if (skill.folder !== undefined) onFolder(skill.folder);
  };
  const enter = (runId: string): void => {
    active.enter(runId);
    if (runId !== run) loading = undefined;
    run = runId;
  };
  const registry = (): Promise<SkillRegistry> => (loading ??= load());
  const discoverable = async (): Promise<readonly Skill[]> => (await registry()).discoverable();

  return {
    tool: hasSkills ? createSkillTool({ discoverable, onLoad }) : undefined,
    enter,
    load(runId, skill) {
      enter(runId);
      onLoad(skill);
    },
    catalogue: async () => (hasSkills ? skillCatalogue(await discoverable()) : ''),
    registry,
    restriction: active.restriction,
    finished(last) {
      const names = active.names();
      if (names.length === 0) return;
      const timestamp = now();
      const outcome = last.type === 'error' ? 'failure' : last.stopReason === 'end' ? 'success' : 'partial';
      const reason = last.type === 'error' ? last.error : `The run ended: ${last.stopReason}.`;
      for (const skillName of names) {
        scorer.record({ skillName, outcome, scoreDelta: DELTAS[outcome], reason, timestamp });
      }
    },
  };
}
