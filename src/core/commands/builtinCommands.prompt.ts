/** What `/review` asks for. `subject`: what the person named; empty for the changes of the working tree. */
export function reviewPrompt(subject: string): string {
  const what =
    subject === ''
      ? 'the changes that are not committed yet (with git: `git diff HEAD` and new files); where there are none, those of the last commit'
      : subject;
  return `Review ${what}. Where there is the skill code-review, load it first and follow it. Change nothing: report what you found, the weightiest first, each with file and line.`;
}
