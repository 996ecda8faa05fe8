/** Text of `--help`. */
export const HELP = `Usage: planwright [options] [prompt]
       planwright sessions | models
       planwright undo [--list] [--run ID] [--resume ID]
       planwright plan "task" [--execute | --interactive | --dry-run] [--save FILE] [--strategy S] [--on-failure RULE]
       planwright plan --load FILE | --template NAME [--param NAME=VALUE] ...
       planwright trust [list | add FILE ... | remove FILE ...]

Without a prompt on a terminal an interactive session starts. Text piped to standard input is added to the prompt.
A prompt that is just the word "sessions", "models", "undo", "trust" or "help", or that begins with the word "plan", goes after "--".
"undo" takes back what the last run of a session (default: the last one of this folder) did to files.
"plan" shows the steps of a task first and asks whether to carry them out; when a step fails, what was done is taken back.
"trust" shows which files of the folder would instruct the agent; they are not used before you trust them as they are.

Options
  -m, --model provider/model     such as anthropic/claude-sonnet-5-5, openai/gpt-6.1-sol, demo/scripted
      --base-url URL             address of a compatible server; its key comes from PLANWRIGHT_API_KEY only
      --api FORMAT               wire format of that server: anthropic, responses or chat
  -C, --directory DIR            folder to work in (default: the current one)
  -c, --config FILE              configuration (default: PLANWRIGHT_CONFIG, else planwright.json in your own configuration folder)
      --permission-mode MODE     readonly, ask (default), edits or auto
      --allow RULE               such as "bash(npm test)"; may be repeated
      --deny RULE                wins over everything; may be repeated
      --sandbox MODE             for commands: auto (default): where this machine has one, off, or required
      --redaction LEVEL          replaced for the model and the log: secrets, personal (default: also card and account numbers) or all
      --planning MODE            plan a prompt before it runs: off (default), on, or auto: when it looks complex
      --goal MODE                ... with a goal that is checked at the end: off (default), on, or pursue: what remains is worked on
      --output FORMAT            text (default) or jsonl: one event a line
      --resume ID                go on with a session: an id, the beginning of one, or "last"
      --list                     of undo: show the runs that changed files, and change nothing
      --run ID                   of undo: go back to before this run, or take this undo back
      --execute                  of plan: carry it out without asking
      --interactive              ... ask before each step
      --dry-run                  ... show what each step would change, and write nothing; the model still works
      --save FILE, --load FILE   ... as JSON; a plan that was loaded starts anew
      --template NAME            ... from a template instead of a task; a wrong name lists them
      --param NAME=VALUE         ... for the template; may be repeated; true, false and ["lists"] are read as such
      --strategy S               ... sequential or waves (default: steps that need nothing of each other run together)
      --on-failure RULE          ... rollback (default), halt, continue, replan or ask
      --isolation WHERE          ... steps that run together work in shared files (default), or each on an overlay that is merged
      --image FILE               png, jpeg, gif or webp to go with the prompt; may be repeated
      --limit-turns N            end the run after so many answers of the model (default 1000)
      --limit-tokens N           ... so many tokens
      --limit-cost USD           ... so many US dollars
      --limit-minutes N          ... so many minutes
  -h, --help                     this text
  -v, --version                  version

Environment
  ANTHROPIC_API_KEY, OPENAI_API_KEY   keys, sent to Anthropic and OpenAI themselves only
  PLANWRIGHT_API_KEY                  key for --base-url
  PLANWRIGHT_MODEL                    default for --model
  PLANWRIGHT_CONFIG                   default for --config
  PLANWRIGHT_HOME                     one folder for configuration, permissions, sessions and skills
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS, NO_COLOR

Exit code: 0 done, 1 the run failed or ended at a limit, 2 wrong usage or configuration, 130 cancelled.
A question that nobody can answer is refused. Files of the workspace never configure this program.
`;
