// Sessions out of the window and into it: what is masked is seen before it is saved, and what is saved comes in again.
import { expect } from '@playwright/test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { prepareAxe } from '../support/axe'
import { test } from '../support/browser-console'
import { serveCli } from '../support/cli'
import { plantSecrets, startLeakyUpstream } from '../support/plant-secrets'
import { secretParts, seedSecrets } from '../support/seeded-secrets'

const token = 'q8Zt3vN1xLw0RkYc7Fd2Hs'
const other = 'Zx81kQp3mW5nR7tB2vC4yD'

test('an export tells what it masks, waits for a decision, and saves what was shown', async ({ web }) => {
  const { page } = web
  const runAxe = await prepareAxe(page)
  await web.open()
  await web.ask({ model: 'simulator/reply', input: `Ask Jane about ${token} and ${other}.`, stream: true })
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { name: '2 tokens look like secrets' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Save file' })).toBeDisabled()
  expect(await runAxe()).toEqual([])

  const decisions = dialog.getByRole('region', { name: 'Needs a decision' })
  await decisions.getByRole('listitem').filter({ hasText: token }).getByRole('button', { name: 'Mask' }).click()
  await decisions.getByRole('listitem').filter({ hasText: other }).getByRole('button', { name: 'Harmless' }).click()
  await dialog.getByRole('combobox', { name: 'Kind of rule' }).selectOption('literal')
  await dialog.getByRole('textbox', { name: 'Text to mask' }).fill('Jane')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('status')).toContainText('.jsonl, ')
  await dialog.getByRole('button', { name: /^text/ }).click()
  await expect(dialog.getByText('text.input').first()).toBeVisible()
  expect(await runAxe()).toEqual([])

  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save file' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  expect(text).not.toContain(token)
  expect(text).not.toContain('Jane')
  expect(text).toContain(`Ask [redacted] about [redacted] and ${other}.`)
  await expect(dialog).toBeHidden()
  // The rule of a text is a secret: it does not outlive the dialog.
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Jane')
  expect(web.complaints).toEqual([])
})

test('files come in by keys and by drop, and what is left out is said', async ({ web }, info) => {
  const { page } = web
  const runAxe = await prepareAxe(page)
  await web.open()
  const events = await web.ask({ model: 'simulator/reply', input: 'Hello', stream: true })
  expect(events).toContain('response.completed')
  await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeEnabled()
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Save file' })).toBeEnabled()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save file' }).click()
  const saved = readFileSync(await (await download).path(), 'utf8')
  await expect(dialog).toBeHidden()
  const [first = '', ...rest] = saved.split('\n')
  const header = { ...(JSON.parse(first) as object), startedAt: 1_700_000_000_000, id: 'G-01HF7YAT000000000000000000' }
  const file = info.outputPath('older.jsonl')
  writeFileSync(file, [JSON.stringify(header), ...rest].join('\n'))
  const notes = info.outputPath('notes.txt')
  writeFileSync(notes, 'Nothing of a session.')

  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Control+o')
  await (await chooser).setFiles([file, notes])
  await expect(dialog.getByRole('status')).toHaveText('1 session imported.')
  await expect(dialog.getByText('notes.txt is neither a session file')).toBeVisible()
  expect(await runAxe()).toEqual([])
  await dialog.getByRole('button', { name: 'Show session' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { level: 1 })).toHaveAttribute('title', header.id)

  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'dropped.jsonl'))
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, saved)
  await expect(dialog.getByText('It is here already')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('no planted credential is ever in the page', async ({ page }) => {
  test.slow()
  const seeds = seedSecrets()
  const upstream = await startLeakyUpstream(seeds)
  const home = mkdtempSync(path.join(tmpdir(), 'gatescope-e2e-'))
  const config = path.join(home, 'gatescope.config.json')
  writeFileSync(
    config,
    JSON.stringify({ providers: [{ id: 'openai', base_url: upstream.url, api_key: 'sk-upstream-1234567890' }] }),
  )
  const serving = await serveCli(path.join(home, 'data'), home, ['--config', config])
  await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await plantSecrets(serving, seeds)
  const found: string[] = []
  let masked = 0
  const look = async (where: string) => {
    const html = await page.evaluate(() => document.documentElement.outerHTML)
    if (html.includes('[redacted]')) masked += 1
    const inputs = await page.evaluate(() =>
      [...document.querySelectorAll('input, textarea')].map((e) => (e as HTMLInputElement).value).join('\n'),
    )
    for (const seed of seeds)
      if (secretParts(seed).some((part) => `${html}\n${inputs}`.includes(part))) found.push(`${seed.kind}: ${where}`)
  }
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('stored')
  for (let n = 0; n < 10; n += 1) {
    for (const name of ['Request', 'Headers', 'Raw', 'Output', 'Why']) {
      const tab = page.getByRole('tab', { name, exact: true })
      if (await tab.isVisible()) await tab.click()
      await look(name)
    }
    await page.locator('[data-list]').first().press('ArrowDown')
  }
  await serving.stop('SIGKILL')
  await upstream.close()
  const said = serving.stderr()
  found.push(
    ...seeds
      .filter((seed) => secretParts(seed).some((part) => said.includes(part)))
      .map(({ kind }) => `${kind}: stderr`),
  )
  rmSync(home, { recursive: true, force: true })
  console.log(`found: ${found.length} in ${10 * 5} views of the page`)
  expect(found).toEqual([])
  // They were looked at where they would have been.
  expect(masked).toBeGreaterThan(10)
})
