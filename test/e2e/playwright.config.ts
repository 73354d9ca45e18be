import { defineConfig } from '@playwright/test'
import { findChromium } from '../support/chromium.mjs'

const browser = findChromium()
const desktopSpecs = ['electron.spec.ts', 'desktop.spec.ts', 'packaged.spec.ts']

export default defineConfig({
  testDir: '.',
  globalSetup: '../support/global-setup.ts',
  workers: 2,
  retries: 0,
  timeout: 30_000,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: '../../test-results/e2e.json' }], ['../support/skip-reporter.ts']],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: browser ? { executablePath: browser.executable } : {},
  },
  projects: [
    { name: 'chromium', testIgnore: desktopSpecs, outputDir: '../../test-results/e2e/chromium' },
    // While the machine is busy an Electron that starts is sometimes lost to the driver: one at a time, and in a run of its own.
    { name: 'electron', testMatch: desktopSpecs, outputDir: '../../test-results/e2e/electron', workers: 1 },
  ],
})
