import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

/**
 * The house's arrows: each room may import only itself and the rooms named here (see docs/architecture.md).
 * A broken arrow fails the build.
 */
const rooms = ['shared', 'node', 'lab', 'main', 'preload', 'renderer'];
const mayImport = {
  shared: [],
  node: ['shared'],
  lab: ['shared', 'node'],
  main: ['shared', 'lab'],
  preload: ['shared'],
  renderer: ['shared'],
};
const arrows = rooms.map((room) => ({
  files: [`src/${room}/**/*.{ts,vue}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: rooms
          .filter((other) => other !== room && !mayImport[room].includes(other))
          .map((other) => ({
            regex: `^(\\.\\./)+${other}(/|$)`,
            message: `src/${room} may import only from: ${['itself', ...mayImport[room]].join(', ')}.`,
          })),
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['out/', 'runs/', 'test-artifacts/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: { allowDefaultProject: ['*.js'] },
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
    },
  },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.{js,mjs}', 'src/main/cli/**', 'src/main/cli.ts', 'test/bench/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  ...arrows,
  prettier,
);
