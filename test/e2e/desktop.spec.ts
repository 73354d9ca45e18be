// The desktop app as a person uses it: a client streams, the window shows it; closed and opened again, it is still there.
import { expect, test, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GatewayStatus } from '#shared/contract/commands'
import type { Bridge } from '#shared/contract/host'
import type { KeyStorage } from '#shared/contract/providers'
import { askGateway, counts, longTasks, watchLongTasks, waitForCounts } from '../support/browser-console'
import { createUserData, launchDesktop } from '../support/desktop'
import { findElectron } from '../support/electron.mjs'
import { answerJson, startUpstream } from '../support/upstream'

test.skip(!findElectron(), 'no Electron could be had here (node test/support/prepare.mjs says why)')

type Bridged = { gatescope: { call: (name: string, params: unknown) => Promise<{ value: GatewayStatus }> } }

const statusOf = (page: Page): Promise<GatewayStatus> =>
  page.evaluate(async () => (await (window as unknown as Bridged).gatescope.call('gateway.status', {})).value)

const viewer = (page: Page) => page.getByRole('region', { name: 'Viewer' })

test('send, watch, close, open again: the session is still there', async () => {
  const userData = await createUserData()
  const first = await launchDesktop(userData)
  await first.page.getByRole('button', { name: /Send simulated request/ }).click()
  await expect(viewer(first.page).getByRole('status')).toContainText('Streaming')
  await expect(viewer(first.page).getByRole('status')).toContainText('Complete')
  await expect(first.page.getByRole('region', { name: 'Output' })).toContainText('Order 48213 left the Rotterdam hub')
  const before = await counts(first.page)
  expect([before.stored, before.shown]).toEqual([before.received, before.received])
  await first.close()

  const second = await launchDesktop(userData)
  const row = second.page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')
  await expect(row).toHaveCount(1)
  await row.click()
  await expect(second.page.getByRole('region', { name: 'Output' })).toContainText('Order 48213 left the Rotterdam hub')
  expect(await counts(second.page)).toEqual(before)
  await second.close()
  await rm(userData, { recursive: true, force: true })
})

/** What the system that the tests run on has for keys. */
const storageOf = (page: Page): Promise<KeyStorage> =>
  page.evaluate(async () => {
    const { gatescope } = window as unknown as { gatescope: Bridge }
    const list = await gatescope.call('providers.list', {})
    if (!list.ok) throw new Error(list.error.message)
    return list.value.storage
  })

test('a key outlives the app where the system keeps it, and lies in no file as it is', async () => {
  const planted = 'planted-key-0123456789'
  const provider = await startUpstream((_, response) => answerJson(response, 200, { data: [] }))
  const userData = await createUserData()
  const config = join(userData, 'gatescope.config.json')
  await writeFile(config, JSON.stringify({ providers: [{ id: 'openai', base_url: provider.url }] }))
  process.env['GATESCOPE_CONFIG'] = config
  const open = async () => {
    const desktop = await launchDesktop(userData)
    await desktop.page.getByRole('navigation', { name: 'Screens' }).getByText('Providers').click()
    await desktop.page.getByRole('option', { name: /^OpenAI/ }).click()
    return { ...desktop, connection: desktop.page.getByRole('region', { name: 'Connection' }) }
  }
  const first = await open()
  const { kind } = await storageOf(first.page)
  const { said, choice, kept } = keeping[kind]
  await expect(first.connection).toContainText(said)
  if (choice !== null) await first.page.getByRole('radio', { name: choice }).click()
  await first.page.getByLabel('Key', { exact: true }).fill(planted)
  await first.page.getByRole('button', { name: 'Save and test' }).click()
  await expect(first.connection).toContainText('OpenAI accepted the key')
  await expect(first.connection).toContainText(kept)
  await first.close()
  expect(provider.requests[0]?.headers.authorization).toBe(`Bearer ${planted}`)
  for (const file of await readdir(userData, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      expect(await readFile(join(file.parentPath, file.name), 'latin1'), file.name).not.toContain(planted)

  const second = await open()
  const row = second.page.getByRole('option', { name: /^OpenAI/ })
  await expect(row).toHaveAccessibleName(
    choice === null ? /^OpenAI SIM .*No key/ : /^OpenAI Live .*Key given here, kept/,
  )
  if (choice !== null) await second.page.getByRole('button', { name: 'Forget key' }).click()
  await expect(row).toHaveAccessibleName(/^OpenAI SIM .*No key/)
  await second.close()
  expect(await readdir(userData)).not.toContain('keys.bin')
  delete process.env['GATESCOPE_CONFIG']
  await provider.close()
  await rm(userData, { recursive: true, force: true })
})

/** What the window says before, what it offers to press, and what it says of the key. */
const keeping = {
  keychain: { said: 'Encrypted with the system’s keychain', choice: 'In the keychain', kept: 'and kept in' },
  plain: { said: 'This system offers no keychain', choice: 'In a file, unprotected', kept: 'kept without protection' },
  session: { said: 'there is no keychain here', choice: null, kept: 'held until Gatescope closes' },
} as const

test('a real client’s 5,000 events at 1,000 a second stay live in the window', async () => {
  const { page, close } = await launchDesktop()
  const status = await statusOf(page)
  const target = { gateway: status.gateway, token: status.token ?? '' }
  await askGateway(target, { model: 'simulator/empty', input: 'x', stream: true })
  await expect(page.getByRole('heading', { name: 'simulator/empty' })).toBeVisible()
  await watchLongTasks(page)
  const text = await askGateway(target, { model: 'simulator/long-output', input: 'x', stream: true })
  expect(text.match(/^event: /gm)?.length).toBe(5000)
  const { received, stored, shown } = await waitForCounts(page, 5000)
  const tasks = await longTasks(page)
  const worst = Math.max(0, ...tasks)
  console.log(
    `Electron, 5,000 events: received ${received}, stored ${stored}, shown ${shown}; long tasks ${tasks.length}, worst ${worst.toFixed(0)} ms`,
  )
  // With nothing else to do on the machine there is none; a window that draws everything anew takes more than a second.
  expect(worst).toBeLessThan(600)
  await close()
})

type Downloads = { downloads: { url: string; prevented: boolean }[] }

test('a paste is explained; what the window put together is saved, and nothing else is', async () => {
  const { app, page, close } = await launchDesktop()
  await page.keyboard.press('Control+3')
  const pasted = JSON.stringify({ error: 'upstream_error', status_code: 502, failed_providers: ['acme-cloud'] })
  await page.getByRole('textbox', { name: 'Pasted text' }).fill(pasted)
  await expect(page.getByRole('region', { name: 'Explanation of the paste' })).toContainText('acme-cloud')

  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'Chaos grid' }).click()
  const regression = {
    format: 'gatescope.chaos',
    version: 1,
    model: 'openai/gpt-5-nano',
    profile: 'documented',
    rows: [{ name: 'none', title: 'Nothing happens', fault: null, expect: { sse: { status: 200 } } }],
  }
  const buffer = Buffer.from(JSON.stringify(regression))
  await page.locator('input[type=file]').setInputFiles({ name: 'kept.json', mimeType: 'application/json', buffer })
  await expect(page.getByRole('group', { name: 'Run' })).toContainText('1 of 1 cell, 0 cells unlike kept.json')
  const file = test.info().outputPath('saved.json')
  await app.evaluate(({ session }, path) => {
    const seen: Downloads['downloads'] = []
    Object.assign(globalThis, { downloads: seen })
    session.defaultSession.on('will-download', (event, item) => {
      seen.push({ url: item.getURL(), prevented: event.defaultPrevented })
      item.setSavePath(path)
    })
  }, file)
  await page.getByRole('button', { name: 'Save results' }).click()
  await expect.poll(() => existsSync(file)).toBe(true)
  await expect.poll(() => readFile(file, 'utf8')).toContain('"status": 200')
  await page.evaluate(() => {
    const link = document.createElement('a')
    Object.assign(link, { href: 'data:text/plain,x', download: 'x.txt' })
    link.click()
  })
  const downloads = () => app.evaluate(() => (globalThis as unknown as Downloads).downloads)
  await expect.poll(async () => (await downloads()).map(({ prevented }) => prevented)).toEqual([false, true])
  await close()
})
