// What was pasted, dropped or opened is explained in the window: nothing of it is sent, nothing of it is kept.
import { expect, type Page } from '@playwright/test'
import sample from '../diagnostics/sample.json' with { type: 'json' }
import { prepareAxe } from '../support/axe'
import { longTasks, test, watchLongTasks } from '../support/browser-console'
import { mark } from '../support/marks'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const envelope = {
  error: 'upstream_error',
  status_code: 502,
  reason: 'all_candidates_failed',
  description: 'All 1 provider attempts failed.',
  generation_id: 'G-01HZX0000000000000000000ZZ',
  failed_providers: ['acme-cloud'],
  failure_sample: [{ provider: 'acme-cloud', status: 429, upstream_error_code: 'rate_limit', retryable: true }],
}
const text = JSON.stringify(envelope, null, 2)

const entry = (status: number, error: string) => ({
  request: { method: 'POST', url: 'https://gateway.example/v1/responses', postData: { text: '{"model":"acme/one"}' } },
  response: { status, headers: [], content: { text: JSON.stringify({ error, status_code: status }) } },
})
const har = JSON.stringify({
  log: { entries: [entry(402, 'insufficient_funds'), entry(200, 'none'), entry(400, 'model_required')] },
})

const box = (page: Page) => page.getByRole('textbox', { name: 'Pasted text' })
const explanation = (page: Page) => page.getByRole('region', { name: 'Explanation of the paste' })
const readAs = (page: Page) => page.getByRole('region', { name: 'Read as' })
const file = (page: Page) => page.locator('input[type=file]')
const choices = (page: Page) => page.getByRole('radiogroup', { name: 'Failures in it' }).getByRole('radio')

async function openDiagnose(page: Page) {
  await page.keyboard.press('Control+3')
  await expect(box(page)).toBeVisible()
  await expect.poll(() => page.workers().length).toBe(1)
}

/** A paste as the clipboard brings it, into what has the focus. */
const paste = (page: Page, pasted: string) =>
  page.evaluate((words) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', words)
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, pasted)

test('a paste is explained, whole or broken, and nothing leaves the window', async ({ web }) => {
  const { page } = web
  const left: string[] = []
  page.on('request', (request) => left.push(request.url()))
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => left.push(String(payload))))
  await web.open()
  await openDiagnose(page)
  await expect(page.getByText('Nothing leaves this machine.')).toBeVisible()
  expect(left.join('\n')).toContain('gateway.status')
  left.length = 0

  await box(page).fill(text)
  await expect(explanation(page)).toContainText('acme-cloud')
  await expect(readAs(page)).toContainText('A gateway’s error envelope')
  await expect(readAs(page)).toContainText('As it came')
  await box(page).fill(`12:04:11 ERROR upstream said ${text.slice(0, -40)}`)
  await expect(readAs(page)).toContainText('Repaired')
  await expect(readAs(page)).toContainText('cut or broken JSON')
  await expect(explanation(page)).toContainText('acme-cloud')
  await box(page).fill('The printer is on fire.')
  await expect(readAs(page)).toContainText('Text: no JSON found in it')
  expect(left).toEqual([])
})

test('whatever the documented envelope holds is on the screen, or one press away', async ({ web }) => {
  const { page } = web
  await web.open()
  await openDiagnose(page)
  const marks: string[] = []
  await box(page).fill(JSON.stringify(mark(sample, marks)))
  await expect(explanation(page).getByRole('region', { name: 'Attempts' })).toBeVisible()
  const folds = explanation(page).getByRole('button', { name: /^Raw answer/ })
  while ((await folds.and(page.locator('[aria-expanded=false]')).count()) > 0)
    await folds.and(page.locator('[aria-expanded=false]')).first().click()
  const drawn = await explanation(page).innerText()
  await explanation(page).getByRole('button', { name: 'Show as table' }).click()
  const shown = drawn + (await explanation(page).innerText())
  expect(marks.length).toBeGreaterThan(45)
  // The raw envelope, which would have them all, is not open.
  expect(marks.filter((one) => !shown.includes(one))).toEqual([])
})

test('a paste anywhere on the screen counts, survives a change of screens, and lies in no storage', async ({ web }) => {
  const { page } = web
  await web.open()
  await openDiagnose(page)
  await page.getByRole('button', { name: 'Open file' }).focus()
  await paste(page, text)
  await expect(explanation(page)).toContainText('acme-cloud')
  await page.keyboard.press('Control+2')
  await expect(page.locator('.cm-content')).toBeVisible()
  await page.keyboard.press('Control+3')
  await expect(box(page)).toHaveValue(text)
  await expect(explanation(page)).toContainText('acme-cloud')
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain('acme-cloud')
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(explanation(page)).toBeHidden()
  await box(page).fill(text)
  await page.reload()
  await openDiagnose(page)
  await expect(box(page)).toHaveValue('')
})

test('of a file with several failures one is chosen, by the keyboard too', async ({ web }) => {
  const { page } = web
  await web.open()
  await openDiagnose(page)
  await file(page).setInputFiles({ name: 'access.har', mimeType: 'application/json', buffer: Buffer.from(har) })
  await expect(choices(page)).toHaveCount(2)
  await expect(choices(page).nth(1)).toBeChecked()
  await expect(readAs(page)).toContainText('HAR entry 3')
  await choices(page).nth(1).focus()
  await page.keyboard.press('ArrowUp')
  await expect(choices(page).nth(0)).toBeChecked()
  await expect(readAs(page)).toContainText('HAR entry 1')
})

test('a dropped file is opened', async ({ web }) => {
  const { page } = web
  await web.open()
  await openDiagnose(page)
  const dataTransfer = await page.evaluateHandle((words) => {
    const dropped = new DataTransfer()
    dropped.items.add(new File([words], 'error.json', { type: 'application/json' }))
    return dropped
  }, text)
  await page.getByRole('region', { name: 'Diagnose' }).dispatchEvent('drop', { dataTransfer })
  await expect(explanation(page)).toContainText('acme-cloud')
  await expect(page.getByRole('region', { name: 'Paste', exact: true })).toContainText('error.json')
})

test('ten megabytes do not hold the window; what is too large is told', async ({ web }) => {
  const { page } = web
  test.slow()
  await web.open()
  await openDiagnose(page)
  await box(page).focus()
  // Cut off: the way of a paste that costs most.
  await page.evaluate((envelopeText) => {
    const lines = Array.from(
      { length: 200_000 },
      (_, index) => `{"line":${index},"text":"about fifty characters of log"}`,
    )
    Object.assign(window, { pasted: `${envelopeText.slice(0, -2)}, "log": [${lines.join(',')}` })
  }, text)
  await watchLongTasks(page)
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', (window as unknown as { pasted: string }).pasted)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  })
  await expect(page.getByText('Its first 20.0 kB are shown, all of it is read.')).toBeVisible()
  await expect(explanation(page)).toContainText('acme-cloud', { timeout: 40_000 })
  await expect(readAs(page)).toContainText('Repaired')
  const worst = Math.max(0, ...(await longTasks(page)))
  console.log(`10 MB: worst task ${worst.toFixed(0)} ms`)
  expect(worst).toBeLessThan(500)
  const tooLarge = { name: 'day.log', mimeType: 'text/plain', buffer: Buffer.alloc(33_000_000, 'x') }
  await file(page).setInputFiles(tooLarge)
  await expect(page.getByRole('alert')).toContainText('day.log is 33.0 MB. Up to 32.0 MB are read')
})

test('nothing of it is out of reach, in either theme or a narrow window', async ({ web }) => {
  const { page } = web
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  await openDiagnose(page)
  expect(await violations(), 'empty').toEqual([])
  await file(page).setInputFiles({ name: 'access.har', mimeType: 'application/json', buffer: Buffer.from(har) })
  await expect(explanation(page)).toBeVisible()
  expect(await violations(), 'explained').toEqual([])
  await page.setViewportSize({ width: 780, height: 640 })
  expect(await violations(), 'narrow').toEqual([])
  for (const place of [box(page), readAs(page), page.getByRole('button', { name: 'Open file' })])
    await expect(place).toBeInViewport({ ratio: 1 })
})
