// Providers and their keys in the window, failures by cause in the list: against a real gateway, and a provider on loopback.
import { expect, test as base, type Page } from '@playwright/test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { prepareAxe } from '../support/axe'
import { askGateway } from '../support/browser-console'
import { serveCli, type Serving } from '../support/cli'
import { answerJson, responseObject, startUpstream, type ScriptedUpstream } from '../support/upstream'

const planted = 'planted-key-0123456789'

type Stand = {
  readonly page: Page
  readonly serving: Serving
  readonly provider: ScriptedUpstream
  readonly open: () => Promise<void>
  readonly complaints: string[]
}

/** A console over a gateway whose `openai` is a server on loopback that takes one key, and has two models. */
const test = base.extend<{ stand: Stand }>({
  stand: async ({ page }, provide) => {
    const provider = await startUpstream(({ path: asked, headers }, response) => {
      if (headers.authorization !== `Bearer ${planted}`) answerJson(response, 401, { error: { code: 'bad_key' } })
      else if (asked === '/v1/models') answerJson(response, 200, { data: [{ id: 'gpt-5-nano' }, { id: 'gpt-99' }] })
      else answerJson(response, 200, responseObject('Hello from the provider'))
    })
    const home = mkdtempSync(path.join(tmpdir(), 'gatescope-e2e-'))
    const config = path.join(home, 'gatescope.config.json')
    writeFileSync(config, JSON.stringify({ providers: [{ id: 'openai', base_url: provider.url }] }))
    const serving = await serveCli(path.join(home, 'data'), home, ['--config', config])
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    const open = async () => {
      await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
      await page.getByRole('navigation', { name: 'Screens' }).getByText('Providers').click()
      await expect(list(page).getByRole('option', { name: /^OpenAI/ })).toBeVisible()
    }
    await provide({ page, serving, provider, open, complaints })
    expect(complaints).toEqual([])
    await serving.stop('SIGKILL')
    await provider.close()
    rmSync(home, { recursive: true, force: true })
  },
})

const list = (page: Page) => page.getByRole('listbox', { name: 'Providers' })
const openai = (page: Page) => list(page).getByRole('option', { name: /^OpenAI/ })
const connection = (page: Page) => page.getByRole('region', { name: 'Connection' })
const ask = { model: 'openai/gpt-5-nano', input: 'Hi' }

async function saveKey(page: Page, key: string) {
  await page.getByLabel(/^(New )?[Kk]ey$/).fill(key)
  await page.getByRole('button', { name: 'Save and test' }).click()
}

test('a key is given, refused, mended, used at once, and never shown again', async ({ stand }) => {
  const { page, provider, serving, open } = stand
  await open()
  await openai(page).click()
  await expect(connection(page)).toContainText('The simulator answers for it.')
  await expect(connection(page)).toContainText('OPENAI_API_KEY was not set')
  await saveKey(page, 'wrong-key-0123456789')
  await expect(connection(page)).toContainText('OpenAI refused the key with status 401.')
  await page.getByRole('button', { name: 'Show the typed key' }).click()
  await page.getByLabel('New key').fill(planted)
  await expect(page.getByLabel('New key')).toHaveAttribute('type', 'text')
  await page.keyboard.press('Enter')
  await expect(connection(page)).toContainText('OpenAI accepted the key (status 200).')
  await expect(page.getByLabel('New key')).toHaveValue('')
  await expect(page.getByLabel('New key')).toHaveAttribute('type', 'password')
  await expect(connection(page)).toContainText(`Given here for ${new URL(provider.url).origin}`)
  await expect(openai(page)).toHaveAccessibleName(/^OpenAI Live .*Key given here/)
  expect(await askGateway(serving, ask)).toContain('Hello from the provider')
  const shown = await page.evaluate(
    () => JSON.stringify([localStorage, sessionStorage]) + document.documentElement.outerHTML,
  )
  expect(shown).not.toContain(planted)
  await page.getByRole('button', { name: 'Forget key' }).click()
  await expect(openai(page)).toHaveAccessibleName(/^OpenAI SIM Simulated .*No key/)
})

test('the switch decides who answers, and the strip tells how it went', async ({ stand }) => {
  const { page, serving, open } = stand
  await open()
  await openai(page).click()
  await saveKey(page, planted)
  await expect(connection(page)).toContainText('accepted')
  await askGateway(serving, ask)
  await page.getByRole('radio', { name: 'Off' }).click()
  await expect(connection(page)).toContainText('capability_disabled')
  expect(await askGateway(serving, ask)).toContain('no_enabled_providers')
  await page.getByRole('radio', { name: 'Simulated', exact: true }).click()
  await expect(connection(page)).toContainText('The simulator answers for it.')
  await askGateway(serving, { ...ask, metadata: { gatescope_scenario: 'rate-limited' } })
  await page.getByRole('radio', { name: 'Live', exact: true }).click()
  const strip = page.getByRole('img', { name: /^Last 2 calls: 1 answered, 1 failed\. 429/ })
  await expect(strip).toBeVisible()
  await expect(connection(page).getByRole('table')).toContainText('gpt-5-nano')
  await page.getByRole('button', { name: 'Show its sessions' }).click()
  await expect(page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')).toHaveCount(2)
})

test('models are found, with who has them and for how much; a live provider is asked for more', async ({ stand }) => {
  const { page, open } = stand
  await open()
  await openai(page).click()
  await page.getByRole('tab', { name: /^Models/ }).click()
  await expect(page.getByRole('button', { name: 'Refresh from provider' })).toBeDisabled()
  await page.getByRole('searchbox', { name: 'Find a model' }).fill('nano 5')
  const models = page.getByRole('region', { name: 'Models' })
  await expect(models.getByRole('listitem').filter({ hasText: 'openai/gpt-5-nano' })).toContainText('$0.05 / $0.40')
  await page.getByRole('tab', { name: 'Connection' }).click()
  await saveKey(page, planted)
  await expect(connection(page)).toContainText('accepted')
  await page.getByRole('tab', { name: /^Models/ }).click()
  await page.getByRole('button', { name: 'Refresh from provider' }).click()
  await expect(page.getByText('1 new model, 1 known.')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Find a model' }).fill('gpt-99')
  await expect(models.getByRole('listitem')).toContainText('no price')
  await page.getByRole('searchbox', { name: 'Find a model' }).fill('simulator/')
  await expect(models).toContainText('No model matches.')
  await page.getByRole('radio', { name: 'All', exact: true }).click()
  await expect(models.getByRole('listitem').first()).toContainText('simulator-spare')
})

test('the whole way goes without a mouse, and nothing on it is out of reach', async ({ stand }) => {
  const { page, open } = stand
  test.slow()
  const violations = await prepareAxe(page)
  await open()
  await page.keyboard.press('Control+1')
  await expect(page.getByRole('region', { name: 'First run' })).toBeVisible()
  await page.keyboard.press('Control+5')
  await page.keyboard.press('F6')
  await expect(list(page)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await expect(list(page).getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  while (!(await openai(page).getAttribute('aria-selected'))?.includes('true')) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('F6')
  await expect(connection(page)).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Key', { exact: true })).toBeFocused()
  await page.keyboard.insertText(planted)
  await page.keyboard.press('Enter')
  await expect(connection(page)).toContainText('accepted')
  expect(await violations(), 'connection').toEqual([])
  await page.getByRole('tab', { name: 'Connection' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('region', { name: 'Models' })).toBeVisible()
  expect(await violations(), 'models').toEqual([])
  await page.setViewportSize({ width: 860, height: 700 })
  expect(await violations(), 'narrow').toEqual([])
})

test('failures are grouped by what they have in common', async ({ stand }) => {
  const { page, serving, open } = stand
  const violations = await prepareAxe(page)
  for (let i = 0; i < 3; i += 1) await askGateway(serving, { model: 'simulator/rate-limited', input: 'x' })
  await askGateway(serving, { model: 'nobody/has-it', input: 'x' })
  await askGateway(serving, { model: 'simulator/reply', input: 'x' })
  await open()
  await page.keyboard.press('Control+1')
  await page.getByRole('radio', { name: 'Cause' }).click()
  const tree = page.getByRole('treegrid', { name: 'Failures by cause' })
  await expect(tree.getByRole('row')).toHaveCount(2)
  await expect(tree.getByRole('row').first()).toHaveAccessibleName(/^3 failures: simulator.* did not answer/)
  await expect(page.getByText('4 failures, 2 causes')).toBeVisible()
  await tree.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expect(tree.getByRole('row')).toHaveCount(5)
  expect(await violations(), 'by cause').toEqual([])
  await tree.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('heading', { name: 'simulator/rate-limited' })).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(tree.getByRole('row')).toHaveCount(2)
  await page.getByRole('searchbox', { name: 'Filter sessions' }).fill('model:nobody')
  await expect(tree.getByRole('row')).toHaveCount(1)
  await page.getByRole('radio', { name: 'Time' }).click()
  await expect(page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')).toHaveCount(1)
})
