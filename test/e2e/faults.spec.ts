// Faults on purpose: added, met, used up and removed; and the chaos grid, from its run to a file and back.
import { expect, type Page } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import type { ChaosRegression } from '#shared/chaos/regression'
import { prepareAxe } from '../support/axe'
import { test } from '../support/browser-console'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const model = 'openai/gpt-5-nano'

const form = (page: Page) => page.getByRole('form', { name: 'Add a fault' })
const faults = (page: Page) => page.getByRole('list', { name: /^Faults, in the order/ }).getByRole('listitem')
const grid = (page: Page) => page.getByRole('grid', { name: 'Chaos grid' })
const row = (page: Page, name: string) => grid(page).getByRole('row').filter({ hasText: name })
const cell = (page: Page, name: string, column: number) => row(page, name).getByRole('gridcell').nth(column)
const detail = (page: Page) => page.getByRole('region', { name: 'Cell' })
const progress = (page: Page) => page.getByRole('group', { name: 'Run' })

async function openFaults(page: Page) {
  await page.keyboard.press('Control+4')
  await expect(form(page)).toBeVisible()
}

const openGrid = (page: Page) => page.getByRole('tab', { name: 'Chaos grid' }).click()

const regression = (...rows: ChaosRegression['rows']) =>
  JSON.stringify({ format: 'gatescope.chaos', version: 1, model, profile: 'documented', rows })
const refused = { name: 'busy', title: 'Busy', fault: { provider: 'openai', status: 429 } } as const
const nothing = { name: 'calm', title: 'Nothing happens', fault: null } as const

const compare = (page: Page, text: string) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name: 'kept.json', mimeType: 'application/json', buffer: Buffer.from(text) })

test('a fault is added, met, used up and removed', async ({ web }) => {
  const { page } = web
  await web.open()
  await openFaults(page)
  await form(page).getByLabel('What goes wrong').selectOption({ label: 'An error status' })
  await form(page).getByLabel('At whom').selectOption('openai')
  await form(page).getByRole('textbox', { name: 'status', exact: true }).fill('many')
  await form(page).getByRole('button', { name: 'Add fault' }).click()
  await expect(form(page).getByRole('status')).toContainText('Not added. status:')
  await expect(form(page).getByRole('textbox', { name: 'status', exact: true })).toHaveAttribute('aria-invalid', 'true')
  await form(page).getByRole('textbox', { name: 'status', exact: true }).fill('429')
  await form(page).getByRole('textbox', { name: 'times' }).fill('2')
  await page.keyboard.press('Enter')
  await expect(faults(page)).toHaveCount(1)
  await expect(faults(page)).toContainText('An error status at openai')
  await expect(faults(page)).toContainText('2 of 2 left')
  expect(await web.ask({ model, input: 'x' })).toContain('all_candidates_failed')
  await expect(faults(page)).toContainText('1 of 2 left')
  await web.ask({ model, input: 'x' })
  await expect(faults(page)).toContainText('Used up')
  expect(await web.ask({ model, input: 'x' })).toContain('"status":"completed"')
  await faults(page).getByRole('button', { name: 'Remove: An error status at openai' }).click()
  await expect(page.getByText('No fault is injected.')).toBeVisible()
})

test('a refusal of the gateway itself is one of the kinds', async ({ web }) => {
  const { page } = web
  await web.open()
  await openFaults(page)
  await form(page).getByLabel('What goes wrong').selectOption('insufficient_funds')
  await expect(form(page).getByLabel('At whom')).toBeHidden()
  await form(page).getByRole('button', { name: 'Add fault' }).click()
  await expect(faults(page)).toContainText('Always')
  expect(await web.ask({ model, input: 'x' })).toContain('insufficient_funds')
})

test('the grid fills, is walked by the keyboard, and explains its cells', async ({ web }) => {
  const { page } = web
  test.slow()
  await web.open()
  await openFaults(page)
  await openGrid(page)
  await page.getByRole('button', { name: 'Run grid' }).click()
  await expect(cell(page, 'none', 0)).toContainText(/^Complete200 by /, { timeout: 20_000 })
  await page.keyboard.press('Control+1')
  await page.keyboard.press('Control+4')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(progress(page)).toContainText('stopped')

  await compare(
    page,
    regression({ ...nothing, expect: { json: {}, sse: {}, websocket: {} } }, { ...refused, expect: {} }),
  )
  await expect(progress(page)).toContainText('6 of 6 cells')
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  await expect(cell(page, 'busy', 1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(detail(page)).toContainText('all_candidates_failed')
  await expect(detail(page)).toContainText('"status":429')
  await expect(detail(page)).toContainText('openai')
  await page.keyboard.press('ArrowUp')
  await expect(detail(page)).toContainText('Nothing happens')
  await expect(detail(page).getByRole('button', { name: 'Inject fault' })).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(detail(page)).toBeHidden()
  await cell(page, 'busy', 0).click()
  await detail(page).getByRole('button', { name: 'Inject fault' }).click()
  await page.getByRole('tab', { name: 'Active faults' }).click()
  await expect(faults(page)).toContainText('status 429')
})

test('results are saved, and a run is held against them', async ({ web }, info) => {
  const { page } = web
  await web.open()
  await openFaults(page)
  await openGrid(page)
  await compare(
    page,
    regression({ ...nothing, expect: { json: {} } }, { ...refused, expect: { json: { status: 502 } } }),
  )
  await expect(progress(page)).toContainText('2 of 2 cells, 0 cells unlike kept.json')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save results' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('chaos-openai-gpt-5-nano.json')
  const kept = info.outputPath('kept.json')
  await download.saveAs(kept)
  const saved = JSON.parse(readFileSync(kept, 'utf8')) as ChaosRegression
  expect(saved.rows.map(({ name, expect: expected }) => [name, expected.json?.status, expected.json?.error])).toEqual([
    ['calm', 200, null],
    ['busy', 502, 'upstream_error'],
  ])
  writeFileSync(kept, readFileSync(kept, 'utf8').replace('"error": "upstream_error"', '"error": "rate_limited"'))
  await page.locator('input[type=file]').setInputFiles(kept)
  await expect(progress(page)).toContainText('2 of 2 cells, 1 cell unlike kept.json')
  await expect(cell(page, 'busy', 0)).toContainText('unlike the file502 upstream_errorerror was rate_limited')
  await cell(page, 'busy', 0).click()
  await expect(detail(page)).toContainText('Unlike the file: error was rate_limited.')
})

test('a file that is none is refused in words, and the results stay', async ({ web }) => {
  const { page } = web
  await web.open()
  await openFaults(page)
  await openGrid(page)
  await compare(page, regression({ ...nothing, expect: { json: {} } }))
  await expect(progress(page)).toContainText('1 of 1 cell')
  await compare(page, '{"format":')
  await expect(page.getByRole('alert')).toHaveText('kept.json is not JSON.')
  await compare(page, regression({ ...refused, fault: { provider: 'openai', status: 200 }, expect: {} }))
  await expect(page.getByRole('alert')).toContainText('kept.json: rows.0.fault.status:')
  await expect(cell(page, 'calm', 0)).toContainText('Complete')
})

test('nothing of it is out of reach, in either theme or a narrow window', async ({ web }) => {
  const { page } = web
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  await openFaults(page)
  await form(page).getByRole('button', { name: 'Add fault' }).click()
  await expect(faults(page)).toHaveCount(1)
  expect(await violations(), 'active').toEqual([])
  await openGrid(page)
  expect(await violations(), 'not run').toEqual([])
  const all = { json: { status: 1 }, sse: {}, websocket: {} }
  await compare(page, regression({ ...nothing, expect: all }, { ...refused, expect: all }))
  await expect(progress(page)).toContainText('6 of 6 cells')
  await cell(page, 'busy', 0).click()
  await expect(detail(page)).toBeVisible()
  expect(await violations(), 'explained').toEqual([])
  await page.setViewportSize({ width: 780, height: 640 })
  await expect(detail(page)).toBeInViewport()
  await expect(page.getByRole('button', { name: 'Run grid' })).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('button', { name: 'Save results' })).toBeInViewport({ ratio: 1 })
  expect(await violations(), 'narrow').toEqual([])
  await page.getByRole('tab', { name: 'Active faults' }).click()
  await expect(form(page).getByRole('button', { name: 'Add fault' })).toBeInViewport({ ratio: 1 })
  expect(await violations(), 'active, narrow').toEqual([])
})
