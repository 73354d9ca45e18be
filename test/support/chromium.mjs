// Which Chromium the browser tests run on. Looking never fetches; preparing may, and says what it does.
import { chromium } from '@playwright/test'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { canInstall, installPackages } from './debian.mjs'

/** @typedef {{ readonly executable: string, readonly origin: string }} Chromium */

const playwright = fileURLToPath(new URL('../../node_modules/@playwright/test/cli.js', import.meta.url))
const FETCH_LIMIT_MS = 10 * 60_000

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
]

/** @returns {Chromium | null} */
export function findChromium() {
  const own = chromium.executablePath()
  if (existsSync(own)) return { executable: own, origin: 'Playwright' }
  const system = installed.find((path) => existsSync(path))
  return system ? { executable: system, origin: 'this system' } : null
}

/**
 * Playwright's own build is asked for first: it is the version the tests are written against.
 * @param {(line: string) => void} say
 * @returns {{ readonly chromium: Chromium } | { readonly reason: string }}
 */
export function prepareChromium(say) {
  if (!existsSync(chromium.executablePath())) {
    say('Fetching Chromium with `playwright install chromium` (once)…')
    spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'ignore', timeout: FETCH_LIMIT_MS })
  }
  if (!findChromium() && canInstall()) installPackages(['chromium'], say)
  const found = findChromium()
  return found ? { chromium: found } : { reason: 'no Chromium is installed and none could be fetched' }
}
