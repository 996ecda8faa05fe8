// Programs that run another program, and where its words begin. What is written in another way than described here is opaque: it asks.

export interface WrapperShape {
  /** `plain`: the inner program runs as it would by itself. `elevated`: with other rights, or on another machine. */
  readonly kind: 'plain' | 'elevated';
  /** Options without a value in the next word. */
  readonly flags?: RegExp;
  /** Options with a value in the next word. */
  readonly valued?: RegExp;
  /** Words before the inner program that are no options. Default 0. */
  readonly operands?: number;
  /** True where assignments may stand before the inner program. */
  readonly assigns?: boolean;
  /** `text`: the words are joined and read by a shell. Default `words`. */
  readonly inner?: 'words' | 'text';
  /** Words that are not in the line are added, or put in the place of the value of this option. */
  readonly appends?: { readonly placeholder: RegExp };
  /** Only with these words behind the program. */
  readonly subcommand?: readonly string[];
}

const plain = (shape: Omit<WrapperShape, 'kind'> = {}): WrapperShape => ({ kind: 'plain', ...shape });
const elevated = (shape: Omit<WrapperShape, 'kind'> = {}): WrapperShape => ({ kind: 'elevated', ...shape });

const CONTAINER_EXEC: WrapperShape = elevated({
  subcommand: ['exec'],
  flags: /^(?:-[itd]+|--interactive|--tty|--detach|--privileged|--(?:env|user|workdir|env-file)=.*)$/,
  valued: /^(?:-e|-u|-w|--env|--user|--workdir|--env-file)$/,
  operands: 1,
});

export const WRAPPERS: ReadonlyMap<string, WrapperShape> = new Map([
  ['time', plain({ flags: /^-p$/ })],
  ['nohup', plain()],
  ['setsid', plain({ flags: /^(?:-[cfw]+|--wait|--fork|--ctty)$/ })],
  ['nice', plain({ flags: /^(?:-\d+|-n-?\d+|--adjustment=-?\d+)$/, valued: /^(?:-n|--adjustment)$/ })],
  ['ionice', plain({ flags: /^(?:-c\d|-n\d|-t)$/, valued: /^-[cn]$/ })],
  [
    'timeout',
    plain({
      flags: /^(?:--foreground|--preserve-status|-v|--verbose|--(?:signal|kill-after)=\S+)$/,
      valued: /^(?:-[sk]|--signal|--kill-after)$/,
      operands: 1,
    }),
  ],
  ['stdbuf', plain({ flags: /^(?:-[ioe][0-9A-Z]+|--(?:input|output|error)=\w+)$/, valued: /^-[ioe]$/ })],
  ['command', plain({ flags: /^-p$/ })],
  ['builtin', plain()],
  ['exec', plain({ flags: /^-[cl]+$/, valued: /^-a$/ })],
  ['env', plain({ assigns: true, flags: /^(?:-|-i|--ignore-environment)$/, valued: /^(?:-u|--unset)$/ })],
  ['busybox', plain()],
  ['toybox', plain()],
  ...['linux32', 'linux64', 'catchsegv', 'torsocks', 'proxychains', 'proxychains4', 'dbus-run-session'].map(
    (name): [string, WrapperShape] => [name, plain()],
  ),
  ['setarch', plain({ flags: /^(?:-[RFXZLBST3]+|--[a-z-]+)$/, operands: 1 })],
  ['taskset', plain({ flags: /^(?:-[ac]+|--(?:all-tasks|cpu-list))$/, operands: 1 })],
  ['chrt', plain({ flags: /^(?:-[abfimorR]+|--(?:batch|fifo|idle|other|rr))$/, operands: 1 })],
  ['numactl', plain({ flags: /^(?:-l|--[a-z-]+(?:=\S+)?)$/, valued: /^-[NmipC]$/ })],
  ['prlimit', plain({ flags: /^--[a-z]+=\S+$/ })],
  ['cgexec', plain({ flags: /^--sticky$/, valued: /^-g$/ })],
  ['faketime', plain({ flags: /^-[fm]+$/, operands: 1 })],
  ['caffeinate', plain({ flags: /^-[dimsu]+$/, valued: /^-[tw]$/ })],
  ['xvfb-run', plain({ flags: /^(?:-a|--auto-servernum)$/, valued: /^-[efnps]$/ })],
  ['valgrind', plain({ flags: /^-[\w=,./-]+$/ })],
  [
    'xargs',
    plain({
      flags:
        /^(?:-[0rtpx]+|-[nLPs]\d+|--null|--no-run-if-empty|--verbose|--max-(?:args|procs|lines|chars)=\d+)$/,
      valued: /^(?:-[nLPsdEI]|--max-(?:args|procs|chars)|--delimiter)$/,
      appends: { placeholder: /^-I(.*)$/s },
    }),
  ],
  [
    'watch',
    plain({
      flags: /^(?:-[bcdegtx]+|-n[\d.]+|--interval=[\d.]+)$/,
      valued: /^(?:-n|--interval)$/,
      inner: 'text',
    }),
  ],
  [
    'sudo',
    elevated({
      assigns: true,
      flags: /^(?:-[AbEHknPS]+|--(?:preserve-env|non-interactive|login|stdin|(?:user|group)=\S+))$/,
      valued: /^(?:-[CDghpRTUu]|--(?:user|group|chdir|host|prompt))$/,
    }),
  ],
  ['pkexec', elevated({ flags: /^--disable-internal-agent$/, valued: /^--user$/ })],
  ['run0', elevated({ flags: /^--[a-z-]+=\S+$/, valued: /^-[uDg]$/ })],
  ['doas', elevated({ flags: /^-[Lns]+$/, valued: /^-[Cu]$/ })],
  ['chroot', elevated({ flags: /^--(?:userspec|groups)=\S+$/, operands: 1 })],
  ['unshare', elevated({ flags: /^(?:-[a-zA-Z]+|--[a-z-]+)$/ })],
  [
    'ssh',
    elevated({
      flags: /^-[46AaCfGgKkMNnqsTtVvXxYy]+$/,
      valued: /^-[BbcDEeFIiJLlmOopQRSWw]$/,
      operands: 1,
      inner: 'text',
    }),
  ],
  ['docker', CONTAINER_EXEC],
  ['podman', CONTAINER_EXEC],
  ['nerdctl', CONTAINER_EXEC],
]);

/** Shells, which read their text from an option, a file or their input. */
export const SHELLS: ReadonlySet<string> = new Set(
  'sh bash dash zsh ksh ash mksh fish rbash pwsh powershell powershell.exe cmd cmd.exe tcsh csh'.split(' '),
);

/** Run text that the line does not hold, or in a way that is not looked at. Their words may hold a command all the same. */
export const OPAQUE: ReadonlySet<string> = new Set(
  (
    'source . su runuser parallel script expect nsenter strace ltrace gdb flock entr at batch crontab chpst setpriv unbuffer rlwrap ' +
    'mapfile readarray complete compgen trap coproc firejail bwrap proot fakeroot systemd-run start-stop-daemon ' +
    'machinectl lxc tmux screen find2perl fd fdfind alias hash enable bind fc jobs sem sg timelimit coreutils ssh-agent gpg-agent'
  ).split(' '),
);
