/** A command that can be typed, for completion. */
export interface OfferedCommand {
  readonly name: string;
  readonly description: string;
  readonly usage?: string;
  readonly kind: 'command' | 'skill';
}
