// How the built window keeps up, in Chromium and in the test Electron: npm run bench:ui [-- HOST] [FIGURE ...], as in
// `npm run bench:ui -- chromium 1 4`. Prints what was measured beside its target; a missed target is no failure.
import { runnerImport } from 'vite'

/** @type {{ module: typeof import('./ui/main') }} */
const { module } = await runnerImport('./test/bench/ui/main.ts', { logLevel: 'error' })
await module.measure(process.argv.slice(2))
process.exit()
