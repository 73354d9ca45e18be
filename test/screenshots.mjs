// Takes the pictures of the docs from the running product: npm run screenshots (after npm run build).
import { chromium } from '@playwright/test'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareChromium } from './support/chromium.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const folder = path.join(root, 'docs/screenshots')

const prepared = prepareChromium((line) => console.log(line))
if (!('chromium' in prepared)) throw new Error(prepared.reason)

const home = mkdtempSync(path.join(tmpdir(), 'gatescope-shots-'))
const args = ['serve', '--console-port', '0', '--data-dir', home, '--simulate', '--json']
const server = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
/** @type {{ gateway: string, console: string, token: string }} */
const ready = await new Promise((resolve) => {
  server.stdout.once('data', (line) => resolve(JSON.parse(String(line).split('\n')[0] ?? '')))
})

/** @param {Record<string, unknown>} body */
const ask = async (body) => {
  const response = await fetch(`${ready.gateway}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ input: 'Where is order 48213?', ...body }),
  })
  return response.text()
}

const browser = await chromium.launch({
  executablePath: prepared.chromium.executable,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 })
/** @param {string} name */
const take = async (name) => {
  await page.waitForTimeout(300)
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
  console.log(`docs/screenshots/${name}.png`)
}
/** @param {'light' | 'dark'} theme */
const paint = (theme) => page.emulateMedia({ colorScheme: theme })

async function takeAll() {
  await paint('light')
  await page.goto(`${ready.console}#token=${encodeURIComponent(ready.token)}`)
  await page.getByRole('heading', { name: /ways to begin/ }).waitFor()
  await take('first-run-light')

  for (const scenario of [
    'reasoning',
    'rate-limited',
    'tool-call',
    'unicode',
    'cut',
    'parallel-tools',
    'fail-mid-stream',
    'region-forbidden',
    'refusal',
  ]) {
    await ask({ model: `simulator/${scenario}`, stream: scenario !== 'region-forbidden' })
  }
  await ask({ model: 'openai/gpt-5-nano', temperature: 2.4 })
  await ask({ model: 'openai/gpt-5-nano', stream: true })
  await ask({ model: 'simulator/fallback', stream: true })
  await page.getByRole('heading', { name: 'simulator/fallback' }).waitFor()
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    await paint(theme)
    await take(`live-${theme}`)
  }

  const streaming = ask({ model: 'simulator/long-output', stream: true })
  await page.getByRole('heading', { name: 'simulator/long-output' }).waitFor()
  await page.waitForTimeout(1_500)
  await take('streaming-dark')
  await streaming

  await ask({ model: 'simulator/rate-limited' })
  await page.getByRole('article', { name: 'Error envelope' }).waitFor()
  await take('error-dark')
  await paint('light')
  await take('error-light')

  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await page.locator('.cm-content').waitFor()
  await page.getByRole('button', { name: /^Send/ }).click()
  await page.getByRole('region', { name: 'Output' }).getByText('lookup_order').waitFor()
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    await paint(theme)
    await take(`compose-${theme}`)
  }

  await page.getByRole('navigation', { name: 'Screens' }).getByText('Live').click()
  for (const [width, height] of /** @type {const} */ ([
    [1280, 800],
    [1000, 700],
    [860, 640],
  ])) {
    await page.setViewportSize({ width, height })
    await take(`narrow-${width}`)
  }
}

try {
  await takeAll()
} finally {
  await browser.close()
  server.kill()
  rmSync(home, { recursive: true, force: true })
}
