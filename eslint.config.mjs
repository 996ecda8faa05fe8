import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** File names are camelCase (`turnLoop.ts`, `turnLoop.test.ts`), folders are lower case or kebab-case. */
const fileName = {
  meta: { type: 'suggestion', messages: { bad: 'File names are camelCase: {{name}}' }, schema: [] },
  create(context) {
    const name = context.filename.split(/[\\/]/).pop();
    return {
      Program(node) {
        if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*\.(ts|mts|mjs)$/.test(name)) {
          context.report({ node, messageId: 'bad', data: { name } });
        }
      },
    };
  },
};

/** What each room may not import; see docs/architecture.md, "One-way flow". */
const zone = (files, forbidden) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map(([group, message, allowTypeImports]) => ({
          group,
          message,
          allowTypeImports,
        })),
      },
    ],
  },
});
const vscodeOnlyInHost = [['vscode'], 'Only src/host imports vscode.'];
const notFrom = (...rooms) => [
  rooms.flatMap((room) => [`**/${room}/**`, `**/${room}`]),
  `This room may not import ${rooms.join(', ')}.`,
];

/** What nobody writes anywhere. */
const everywhere = [
  { selector: 'ExportAllDeclaration', message: 'Name what is exported.' },
  { selector: 'TSAsExpression > TSAnyKeyword.typeAnnotation', message: 'No cast to any.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'dist-test/', 'test-output/', '.vscode-test/', 'test/fixtures/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    plugins: { planwright: { rules: { 'file-name': fileName } } },
    rules: {
      'planwright/file-name': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  zone(['src/core/**'], [vscodeOnlyInHost, notFrom('host', 'cli', 'worker', 'protocol', 'webview')]),
  zone(
    ['src/protocol/**'],
    [
      vscodeOnlyInHost,
      notFrom('host', 'cli', 'worker', 'webview'),
      [['**/core/**'], 'The protocol imports types of core only.', true],
      [['node:*'], 'The protocol also runs in the webview.'],
    ],
  ),
  zone(['src/cli/**', 'src/worker/**'], [vscodeOnlyInHost, notFrom('host', 'webview')]),
  zone(['src/host/**'], [notFrom('cli', 'worker', 'webview')]),
  zone(
    ['webview/**'],
    [vscodeOnlyInHost, notFrom('core', 'host', 'cli', 'worker'), [['node:*'], 'No Node in the webview.']],
  ),
  {
    files: ['scripts/**', 'test/**', 'src/cli/**', '*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        setImmediate: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['scripts/**', 'docs/examples/**', 'test/bench/**', 'test/editor/**', 'esbuild.mjs'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['eslint.config.mjs', 'vitest.config.ts', '**/vitest.config.ts'],
    rules: { 'planwright/file-name': 'off' },
  },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    // A page shows things when it gets to it: what is looked at once fails on a slow machine.
    files: ['test/e2e/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...everywhere,
        {
          selector: 'CallExpression[callee.name="expect"] > AwaitExpression.arguments',
          message: 'Look until it is there: expect.poll(() => …).',
        },
      ],
    },
  },
);
