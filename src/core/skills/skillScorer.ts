// How well skills served (spec section 6): a skill that failed again and again is left out of the list until it does better.

export interface SkillFeedback {
  readonly skillName: string;
  readonly outcome: 'success' | 'failure' | 'partial';
  /** -1 (worst) to 1 (best). */
  readonly scoreDelta: number;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** Extension point. */
export interface SkillScorer {
  record(feedback: SkillFeedback): void;
  /** 0 to 1; 1 for a skill that nothing is known about. */
  score(skillName: string): number;
  isDisabled(skillName: string): boolean;
}

export interface SkillScorerOptions {
  /** Reports that count for one skill, the newest ones. Default 20. */
  readonly window?: number;
  /** Reports before a skill may be left out. Default 3. */
  readonly minReports?: number;
  /** A skill with a lower score is left out. Default 0.3. */
  readonly threshold?: number;
  /** What was recorded before, oldest first. Default none. */
  readonly known?: readonly SkillFeedback[];
  /** Hears of each report, to keep it. Default nothing. */
  readonly onRecord?: (feedback: SkillFeedback) => void;
}

/** The mean of `(delta + 1) / 2`, in which a report weighs more the newer it is. */
export class DefaultSkillScorer implements SkillScorer {
  private readonly reports = new Map<string, readonly SkillFeedback[]>();
  private readonly window: number;
  private readonly minReports: number;
  private readonly threshold: number;
  private readonly onRecord: (feedback: SkillFeedback) => void;

  constructor({
    window = 20,
    minReports = 3,
    threshold = 0.3,
    known = [],
    onRecord,
  }: SkillScorerOptions = {}) {
    this.window = window;
    this.minReports = minReports;
    this.threshold = threshold;
    this.onRecord = onRecord ?? (() => undefined);
    for (const feedback of known) this.add(feedback);
  }

  record(feedback: SkillFeedback): void {
    this.add(feedback);
    this.onRecord(feedback);
  }

  score(skillName: string): number {
    const reports = this.reports.get(skillName) ?? [];
    if (reports.length === 0) return 1;
    let sum = 0;
    let weights = 0;
    for (const [index, { scoreDelta }] of reports.entries()) {
      const weight = (index + 1) / reports.length;
      sum += weight * ((scoreDelta + 1) / 2);
      weights += weight;
    }
    return Math.min(1, Math.max(0, sum / weights));
  }

  isDisabled(skillName: string): boolean {
    const count = this.reports.get(skillName)?.length ?? 0;
    return count >= this.minReports && this.score(skillName) < this.threshold;
  }

  private add(feedback: SkillFeedback): void {
    const reports = [...(this.reports.get(feedback.skillName) ?? []), feedback];
    this.reports.set(feedback.skillName, reports.slice(-this.window));
  }
}
