// The environment of commands: a list of what passes, not of what is held back, so that a key nobody thought of stays here.
// What no list can decide (a variable a project needs) is a setting of the person: `keep`.

export interface CommandEnvironmentOptions {
  readonly platform: NodeJS.Platform;
  /** Names that pass as well, chosen by the person in user scope. Keys of model providers never pass. Default none. */
  readonly keep?: readonly string[];
  /** Secrets in use: a variable that contains one never passes, whatever its name. Default none. */
  readonly secrets?: readonly string[];
}

/** What commands see: the passed part of `source` plus settings that keep programs from waiting for a person. */
export function commandEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  options: CommandEnvironmentOptions,
): Record<string, string> {
  const windows = options.platform === 'win32';
  const fold = (name: string) => (windows ? name.toUpperCase() : name);
  const keep = new Set((options.keep ?? []).map(fold));
  const secrets = (options.secrets ?? []).filter((secret) => secret !== '');
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined || secrets.some((secret) => value.includes(secret))) {
      continue;
    }
    const key = fold(name);
    const upper = name.toUpperCase();
    const isNever = never.some((pattern) => pattern.test(upper));
    const isListed = passed.has(key) || passedPatterns.some((pattern) => pattern.test(key));
    const isWindowsListed = windows && windowsPassed.has(key);
    if (!isNever && (keep.has(key) || isListed || isWindowsListed)) {
      result[name] = value;
    }
  }
  return { ...result, ...fixed };
}

/** Programs print instead of paging, fail instead of asking for a password, and write out what they have at once. */
const fixed: Readonly<Record<string, string>> = {
  TERM: 'dumb',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  PYTHONUNBUFFERED: '1',
};

/** Not even by `keep`: keys of model providers, our own settings, and what would change the program that runs. */
const never: readonly RegExp[] = [
  /^(ANTHROPIC|OPENAI|PLANWRIGHT|VSCODE|ELECTRON)_/,
  /^BASH_FUNC_/,
  /^(BASH_ENV|ENV|PROMPT_COMMAND|SHELLOPTS|BASHOPTS|PS4|CDPATH|IFS|GLOBIGNORE)$/,
  /^(NODE_OPTIONS|LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)$/,
];

const passedPatterns: readonly RegExp[] = [/^LC_[A-Z]+$/, /^XDG_[A-Z_]+$/];

// SSH_AUTH_SOCK passes: `git fetch` over SSH does not work without it, it holds no secret itself, and a command could find the
// socket and ~/.ssh anyway. What keeps a command from using it is the question before it runs, and later the sandbox.
// Variables that choose a target (KUBECONFIG, AWS_PROFILE) pass too: without them a command would silently act on another one.
const passed: ReadonlySet<string> = new Set(
  `PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TMP TEMP CI HOSTNAME MANPATH INFOPATH
  HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY FTP_PROXY http_proxy https_proxy no_proxy all_proxy ftp_proxy
  SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NIX_SSL_CERT_FILE
  SSH_AUTH_SOCK DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS WSL_DISTRO_NAME WSL_INTEROP
  NODE_ENV NODE_PATH NVM_DIR NVM_BIN FNM_DIR FNM_MULTISHELL_PATH VOLTA_HOME N_PREFIX COREPACK_HOME PNPM_HOME BUN_INSTALL
  DENO_DIR DENO_INSTALL NPM_CONFIG_CACHE NPM_CONFIG_PREFIX NPM_CONFIG_REGISTRY NPM_CONFIG_USERCONFIG
  npm_config_cache npm_config_prefix npm_config_registry npm_config_userconfig YARN_CACHE_FOLDER
  GOPATH GOROOT GOBIN GOCACHE GOMODCACHE GOPROXY GOPRIVATE GONOPROXY GONOSUMDB GOSUMDB GOTOOLCHAIN GOFLAGS
  CARGO_HOME CARGO_TARGET_DIR RUSTUP_HOME RUSTUP_TOOLCHAIN RUSTFLAGS
  JAVA_HOME JDK_HOME M2_HOME MAVEN_HOME MAVEN_OPTS GRADLE_HOME GRADLE_USER_HOME GRADLE_OPTS ANDROID_HOME ANDROID_SDK_ROOT
  ANDROID_NDK_HOME SDKMAN_DIR KOTLIN_HOME SCALA_HOME
  VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV CONDA_EXE CONDA_PYTHON_EXE PYENV_ROOT PYENV_VERSION PYTHONPATH PYTHONHOME
  PIP_INDEX_URL PIP_CACHE_DIR PIPX_HOME POETRY_HOME UV_CACHE_DIR UV_PYTHON
  RBENV_ROOT RBENV_VERSION GEM_HOME GEM_PATH BUNDLE_PATH RUBY_VERSION COMPOSER_HOME PHPENV_ROOT
  DOTNET_ROOT DOTNET_CLI_HOME NUGET_PACKAGES ASDF_DIR ASDF_DATA_DIR MISE_DATA_DIR MISE_CONFIG_DIR
  HOMEBREW_PREFIX HOMEBREW_CELLAR HOMEBREW_REPOSITORY NIX_PATH NIX_PROFILES LOCALE_ARCHIVE
  CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS CPATH LIBRARY_PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH VCPKG_ROOT MAKEFLAGS
  DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG KUBECONFIG AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION
  CHROME_PATH CHROME_BIN PLAYWRIGHT_BROWSERS_PATH PUPPETEER_EXECUTABLE_PATH`.split(/\s+/),
);

const windowsPassed: ReadonlySet<string> = new Set(
  `SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT OS USERPROFILE USERNAME USERDOMAIN HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA
  PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) COMMONPROGRAMW6432
  ALLUSERSPROFILE PUBLIC COMPUTERNAME NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE PROCESSOR_IDENTIFIER PSMODULEPATH
  NVM_HOME NVM_SYMLINK VSINSTALLDIR VCINSTALLDIR VCTOOLSINSTALLDIR WINDOWSSDKDIR INCLUDE LIB LIBPATH`.split(
    /\s+/,
  ),
);
