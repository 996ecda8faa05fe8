/** Text of `--help`. */
export const HELP = `Usage: planwright [options] [prompt]
       planwright sessions | models
       planwright undo [--list] [--run ID] [--resume ID]

Without a prompt on a terminal an interactive session starts. Text piped to standard input is added to the prompt.
A prompt that is just the word "sessions", "models", "undo" or "help" goes after "--".
"undo" takes back what the last run of a session (default: the last one of this folder) did to files.

Options
  -m, --model provider/model     such as anthropic/claude-sonnet-5-5, openai/gpt-6.1-sol, demo/scripted
      --base-url URL             address of a compatible server; its key comes from PLANWRIGHT_API_KEY only
      --api FORMAT               wire format of that server: anthropic, responses or chat
  -C, --directory DIR            folder to work in (default: the current one)
  -c, --config FILE              configuration (default: PLANWRIGHT_CONFIG, else planwright.json in your own configuration folder)
      --permission-mode MODE     readonly, ask (default), edits or auto
      --allow RULE               such as "bash(npm test)"; may be repeated
      --deny RULE                wins over everything; may be repeated
      --output FORMAT            text (default) or jsonl: one event a line
      --resume ID                go on with a session: an id, the beginning of one, or "last"
      --list                     of undo: show the runs that changed files, and change nothing
      --run ID                   of undo: go back to before this run, or take this undo back
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
  PLANWRIGHT_HOME                     one folder for configuration, remembered permissions and sessions
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS, NO_COLOR

Exit code: 0 done, 1 the run failed or ended at a limit, 2 wrong usage or configuration, 130 cancelled.
A question that nobody can answer is refused. Files of the workspace never configure this program.
`;
