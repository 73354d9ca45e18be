// Takes the pictures of the docs from the running product: npm run screenshots (after npm run build). Every state in both
// themes; names as arguments take only those.
import { chromium } from '@playwright/test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareChromium } from './support/chromium.mjs'
import { reduceColours } from './support/palette.mjs'
import { ask, fixTimes, recordAll, startConsole } from './support/pictured-library.mjs'

const folder = fileURLToPath(new URL('../docs/screenshots', import.meta.url))
const only = process.argv.slice(2)

const prepared = prepareChromium((line) => console.log(line))
if (!('chromium' in prepared)) throw new Error(prepared.reason)
const browser = await chromium.launch({
  executablePath: prepared.chromium.executable,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const wide = { width: 1440, height: 900 }
const context = await browser.newContext({
  viewport: wide,
  deviceScaleFactor: 1,
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
})
const page = await context.newPage()

const home = mkdtempSync(path.join(tmpdir(), 'gatescope-shots-'))
let server = await startConsole(home)
const open = () => page.goto(`${server.console}#token=${encodeURIComponent(server.token)}`)

/**
 * One state in both themes.
 * @param {string} name
 */
async function take(name) {
  if (only.length > 0 && !only.includes(name)) return
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    // Frames on their way to the window are drawn within two painted ones.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const picture = reduceColours(await page.screenshot({ caret: 'hide' }))
    writeFileSync(path.join(folder, `${name}-${theme}.png`), picture)
    console.log(`docs/screenshots/${name}-${theme}.png ${Math.round(picture.length / 1000)} kB`)
  }
}

/** @param {string} text */
const filterSessions = (text) => page.getByRole('searchbox', { name: 'Filter sessions' }).fill(text)
/** @param {string} text */
const filterEvents = (text) => page.getByRole('searchbox', { name: 'Filter events' }).fill(text)
/** @param {string | RegExp} name */
const tab = (name) => page.getByRole('tab', { name }).click()
/** @param {'Live' | 'Compose' | 'Diagnose' | 'Faults' | 'Providers'} name */
const screen = (name) => page.getByRole('navigation', { name: 'Screens' }).getByText(name).click()
/**
 * @param {string} model
 * @param {string} [transport]
 */
async function show(model, transport = '') {
  const rows = page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')
  await rows
    .filter({ hasText: transport })
    .and(page.getByLabel(`, ${model} `))
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: model }).waitFor()
  await page.getByRole('grid', { name: 'Events' }).getByRole('row').first().waitFor()
  // The pointer would leave its mark on the row it pressed.
  await page.mouse.move(0, 0)
}
/** @param {string} text */
const event = (text) =>
  page.getByRole('grid', { name: 'Events' }).getByRole('row').filter({ hasText: text }).first().click()

async function takeViewer() {
  await show('simulator/fallback')
  await take('live')
  await event('output_item.done')
  await tab('Raw')
  await take('raw')
  await tab('Timing')
  await take('timing')
  await tab('Output')
  await filterEvents('kind:text,gateway -rotterdam gap>5ms typ:x')
  await page.getByRole('alert').waitFor()
  await take('filtered')
  await filterEvents('')
  await show('simulator/burst')
  await page.getByRole('tab', { name: /^Events 10,0/ }).waitFor()
  await take('events-10k')
  await show('simulator/rate-limited')
  await page.getByRole('article', { name: 'Error envelope' }).waitFor()
  await take('error')
  await tab('Why')
  await page.getByRole('region', { name: 'Attempts' }).waitFor()
  await take('why')
  await tab(/^Events/)
  await show('simulator/cut')
  await take('truncated')
  await tab(/^Lint/)
  await page.getByRole('region', { name: 'Lint' }).getByRole('button').first().click()
  await take('lint')
  await tab('Output')
  await show('openai/gpt-5-nano', 'WS')
  await tab('Socket')
  await take('websocket')
  await tab(/^Events/)
  await filterSessions('verdict:idle')
  await page.getByText('No session matches the filter.').waitFor()
  await take('empty')
  await filterSessions('')
}

async function takeReplay() {
  await show('simulator/fallback')
  await page.keyboard.press('r')
  const playhead = page.getByRole('slider', { name: 'Playhead' })
  await page.keyboard.press('Space')
  await playhead.press('Home')
  for (let i = 0; i < 6; i += 1) await playhead.press('PageUp')
  await page.mouse.move(0, 0)
  await take('replay')
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  const editor = page.getByRole('region', { name: 'Tape editor' })
  await event('reasoning_summary_part.added')
  await editor.getByRole('button', { name: 'Drop' }).click()
  await event('output_item.done')
  await editor.getByRole('button', { name: 'Delay' }).click()
  await event('content_part.added')
  await editor.getByRole('button', { name: 'Duplicate' }).click()
  await page.mouse.move(0, 0)
  await take('tape')
  await page.keyboard.press('t')
}

async function takeCauses() {
  await page.getByRole('radio', { name: 'Cause' }).click()
  const causes = page.getByRole('treegrid', { name: 'Failures by cause' })
  await causes.getByRole('row').first().click()
  await page.mouse.move(0, 0)
  await take('causes')
  await page.getByRole('radio', { name: 'Time' }).click()
}

const sessions = () => page.getByRole('grid', { name: 'Sessions, newest first' })

/**
 * Writes about the session that is read, as its reader does.
 * @param {string} name
 * @param {string} tags
 */
async function label(name, tags) {
  await sessions().press('n')
  const form = page.getByRole('form', { name: 'Label of the session' })
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Tags').fill(tags)
}

async function takeLibrary() {
  await show('simulator/fallback')
  await label('Order desk, slow turn', 'regression, phaseo')
  await page
    .getByRole('form')
    .getByLabel('Note')
    .fill('Ada saw the same on Tuesday: the second provider answers, but late.')
  await take('label')
  await page.keyboard.press('Enter')
  await sessions().press('p')
  await show('simulator/rate-limited')
  await label('All refused at noon', 'regression')
  await page.keyboard.press('Enter')
  await sessions().press('Home')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await take('selection')
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: 'Chain' }).click()
  const chains = page.getByRole('treegrid', { name: 'Sessions by chain' })
  for (const chain of (await chains.getByRole('row').all()).reverse()) await chain.click()
  await page.mouse.move(0, 0)
  await take('chains')
  await page.getByRole('radio', { name: 'Time' }).click()
  await filterSessions('order')
  await page.getByText('found in the texts').waitFor()
  await take('search')
  await filterSessions('')
  await page.getByRole('button', { name: /· \d+ sessions/ }).click()
  await take('budget')
  await page.getByRole('button', { name: 'Delete everything captured…' }).click()
  await take('purge')
  await page.keyboard.press('Escape')
}

async function takeProviders() {
  await screen('Providers')
  await page.getByRole('option', { name: /^OpenAI/ }).click()
  await page.getByRole('button', { name: 'Show its sessions' }).waitFor()
  await page.mouse.move(0, 0)
  await take('providers')
  await tab(/^Models/)
  await page.mouse.move(0, 0)
  await take('models')
  await screen('Live')
}

async function takeComposer() {
  await page.clock.setFixedTime(Date.UTC(2026, 0, 5, 9, 26))
  await screen('Compose')
  await page.locator('.cm-content').waitFor()
  await page.getByRole('button', { name: /^Send/ }).click()
  await page.getByRole('region', { name: 'Compose' }).getByRole('status').getByText('Complete').waitFor()
  await page.mouse.move(0, 0)
  await take('compose')
  const wrong = {
    model: 'openai/gpt-5-nano',
    input: 'Where is order 48213?',
    temprature: 1,
    temperature: 2.4,
    top_p: 0.9,
  }
  await page.locator('.cm-content').fill(JSON.stringify(wrong, null, 2))
  await page.getByRole('region', { name: 'Preflight' }).waitFor()
  await take('compose-preflight')
}

/** What a gateway elsewhere said, in the log it was found in: cut off. */
const pasted = `2026-01-05T09:24:11Z ERROR upstream said {"error":"upstream_error","status_code":502,"reason":"all_candidates_failed",
"description":"All 2 provider attempts failed.","generation_id":"G-01KE6TZ0M4Q2V8","failed_providers":["openai","phaseo"],
"failure_sample":[{"provider":"openai","status":429,"upstream_error_code":"rate_limit_exceeded","retryable":true},
{"provider":"phaseo","status":503,"upstream_error_code":"overloaded","retryable":tr`

async function takeDiagnose() {
  await screen('Diagnose')
  await page.getByRole('textbox', { name: 'Pasted text' }).fill(pasted)
  await page.getByRole('region', { name: 'Explanation of the paste' }).waitFor()
  await take('diagnose')
}

async function takeFaults() {
  await screen('Faults')
  const form = page.getByRole('form', { name: 'Add a fault' })
  await form.getByLabel('What goes wrong').selectOption('status')
  await form.getByRole('textbox', { name: 'status', exact: true }).fill('429')
  await form.getByRole('textbox', { name: 'retry_after' }).fill('2')
  await form.getByRole('textbox', { name: 'times' }).fill('3')
  await form.getByRole('button', { name: 'Add fault' }).click()
  await form.getByRole('status').getByText('Added.').waitFor()
  await take('faults')
  await page
    .getByRole('listitem')
    .getByRole('button', { name: /^Remove/ })
    .click()
  await page.getByRole('tab', { name: 'Chaos grid' }).click()
  await page.getByRole('button', { name: 'Run grid' }).click()
  await page
    .getByText(/^(\d+) of \1 cells$/)
    .first()
    .waitFor({ timeout: 180_000 })
  await page.getByRole('grid', { name: 'Chaos grid' }).press('PageDown')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Cell' }).waitFor()
  await take('chaos')
}

async function takeNarrow() {
  await screen('Compose')
  await page.setViewportSize({ width: 900, height: 800 })
  await take('narrow-compose')
  await screen('Live')
  await take('narrow-viewer')
  await page.setViewportSize(wide)
}

/** The last session once more, asked of another model, and both against each other. */
async function takeCompare() {
  await show('simulator/fallback')
  await page.getByRole('button', { name: 'Resend', exact: true }).click()
  const menu = page.getByRole('dialog', { name: 'Send again' })
  await menu.getByText('Simulated: costs nothing.').waitFor()
  await take('resend')
  await menu.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('combobox', { name: 'Find a model' }).fill('gpt-5-nano')
  await page.getByRole('option', { name: /^openai\/gpt-5-nano/ }).click()
  await menu.getByRole('button', { name: 'Send changed' }).click()
  await page.getByRole('group', { name: 'Sent again' }).getByRole('button', { name: 'Compare with it' }).click()
  await page.getByRole('region', { name: 'Compare', exact: true }).getByText('Complete').nth(1).waitFor()
  await page.mouse.move(0, 0)
  await take('compare')
  await page.keyboard.press('Escape')
}

/** Two tokens that nobody has explained, in a request. */
async function takeExport() {
  const input = 'Orders of key q8Zt3vN1xLw0RkYc7Fd2Hs and key Zx81kQp3mW5nR7tB2vC4yD, please.'
  await ask(server, { model: 'simulator/reply', stream: true, input })
  await page.getByRole('heading', { name: 'simulator/reply' }).waitFor()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('heading', { name: '2 tokens look like secrets' }).waitFor()
  await page.mouse.move(0, 0)
  await take('export')
  await page.keyboard.press('Escape')
}

async function takeStreaming() {
  await page.getByRole('button', { name: 'Follow new' }).click()
  await page.mouse.move(0, 0)
  const answer = ask(server, { model: 'simulator/long-output', stream: true })
  await page.getByRole('heading', { name: 'simulator/long-output' }).waitFor()
  await page.getByRole('tab', { name: /^Events [1-4],\d/ }).waitFor()
  await take('streaming')
  await answer
}

async function takeAll() {
  mkdirSync(folder, { recursive: true })
  await open()
  await page.getByRole('heading', { name: /ways to begin/ }).waitFor()
  await take('first-run')
  await recordAll(server)
  await server.stop()
  fixTimes(home)
  server = await startConsole(home)
  await open()
  await page.getByRole('grid', { name: 'Sessions, newest first' }).waitFor()
  await takeViewer()
  await takeReplay()
  await takeCauses()
  await takeLibrary()
  await takeStreaming()
  await takeProviders()
  await takeComposer()
  await takeDiagnose()
  await takeFaults()
  await takeNarrow()
  await takeCompare()
  await takeExport()
}

try {
  await takeAll()
} finally {
  await browser.close()
  await server.stop()
  rmSync(home, { recursive: true, force: true })
}
