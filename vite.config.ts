// One build file, five named builds (vite build --mode renderer | main | preload | cli | search) and the tests' settings.
import react from '@vitejs/plugin-react'
import { defineConfig, type ViteUserConfig as UserConfig } from 'vitest/config'

const define = { __APP_VERSION__: JSON.stringify(process.env['npm_package_version'] ?? '0.0.0') }

/** Everything is bundled but native code: the two optional add-ons of ws, and the database of the search worker. */
const node = (name: string, entry: string, format: 'cjs' | 'es', target: string): UserConfig => ({
  define,
  ssr: { noExternal: true, external: ['electron', 'bufferutil', 'utf-8-validate'] },
  build: {
    ssr: true,
    target,
    outDir: 'dist',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: { [name]: entry },
      output: { format, entryFileNames: `[name].${format === 'cjs' ? 'cjs' : 'js'}`, codeSplitting: false },
    },
  },
})

const builds: Record<string, UserConfig> = {
  renderer: {
    root: 'renderer',
    base: './',
    define,
    plugins: [react()],
    build: {
      outDir: '../dist/renderer',
      emptyOutDir: true,
      target: 'chrome114',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 700,
    },
  },
  main: node('main', 'electron/main.ts', 'cjs', 'node18'),
  preload: node('preload', 'electron/preload.ts', 'cjs', 'node18'),
  search: node('search', 'gateway/sessions/search/worker.ts', 'cjs', 'node18'),
  cli: node('cli', 'cli/main.ts', 'es', 'node20'),
  test: {
    define,
    test: {
      include: ['**/*.test.{ts,tsx}'],
      exclude: ['**/node_modules', 'dist', 'release', 'test/e2e'],
      testTimeout: 20_000,
      // One core is left idle otherwise, which on two of them is half of the machine.
      maxWorkers: '100%',
    },
  },
}

export default defineConfig(({ mode }) => {
  const build = builds[mode]
  if (!build) throw new Error(`--mode must be one of: ${Object.keys(builds).join(', ')}`)
  return build
})
