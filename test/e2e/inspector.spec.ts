// Why a request failed, and what makes it work: from the recorded failure to an answer, by pointer and by keys.
import { expect, type Page } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import WebSocket from 'ws'
import { prepareAxe } from '../support/axe'
import { askGateway, test, type WebConsole } from '../support/browser-console'
import { serveCli } from '../support/cli'

const model = 'openai/gpt-5-nano'
const ignoring = { model, input: 'Where is order 48213?', provider: { ignore: ['openai'] } }
const why = (page: Page) => page.getByRole('region', { name: 'Why', exact: true })
const causes = (page: Page) => why(page).getByRole('region', { name: 'Causes and fixes' })
const funnel = (page: Page) => why(page).getByRole('region', { name: 'Where the candidates went' })
const verdict = (page: Page) => page.getByRole('region', { name: 'Viewer' }).getByRole('status').first()

async function fail(web: WebConsole, body: Record<string, unknown> = ignoring): Promise<void> {
  await web.open()
  await web.ask(body)
  await expect(verdict(web.page)).toContainText('Failed')
}

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

test('a newcomer gets from a failure to an answer in under six clicks', async ({ web }, info) => {
  const { page } = web
  await fail(web)
  let clicks = 0
  const click = async (target: ReturnType<Page['getByRole']>) => {
    clicks += 1
    await target.click()
  }
  const picture = async (name: string) => info.attach(name, { body: await page.screenshot(), contentType: 'image/png' })
  await click(page.getByRole('tab', { name: 'Why' }))
  await expect(why(page).getByText(/^Nobody was left to ask/)).toBeVisible()
  await expect(funnel(page).getByRole('button', { name: /^openai: in the request’s ignore list/ })).toBeVisible()
  await picture('failure')
  await click(why(page).getByRole('combobox', { name: 'Why not this provider?' }))
  await page.keyboard.type('openai')
  const answer = why(page).getByRole('region', { name: 'Why not', exact: true })
  await expect(answer).toContainText('openai was dropped at the request’s ignore list')
  await picture('why-not')
  await click(answer.getByRole('button', { name: 'Apply & resend' }))
  await expect(verdict(page)).toContainText('Complete')
  expect(clicks).toBeLessThan(6)

  const compared = why(page).getByRole('region', { name: 'Compared with the run before' })
  await expect(compared).toContainText('Take openai off the request’s ignore list.')
  await expect(compared).toContainText('dropped at hints.ignore 200 answered')
  await expect(compared).toContainText('provider.ignore')
  await picture('success')
  await compared.getByRole('button', { name: /^Run of/ }).click()
  await expect(verdict(page)).toContainText('Failed')
  await why(page).getByRole('button', { name: 'Open that run' }).click()
  await expect(verdict(page)).toContainText('Complete')
})

test('a change is shown as a patch before anything is done with it', async ({ web }) => {
  const { page } = web
  await fail(web)
  await page.getByRole('tab', { name: 'Why' }).click()
  await causes(page).getByRole('button', { name: 'Patch' }).first().click()
  await expect(causes(page).getByText('/provider/ignore')).toBeVisible()
  await expect(causes(page).locator('del')).toContainText('["openai"]')
  await expect(causes(page).getByRole('button', { name: 'Copy the JSON patch' })).toBeVisible()
})

test('a turn of a socket is explained and sent again on a socket', async ({ web }) => {
  const { page, serving } = web
  await web.open()
  const socket = new WebSocket(`${serving.gateway.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${serving.token}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const told = new Promise((resolve) => socket.once('message', resolve))
  const metadata = { gatescope_scenario: 'rate-limited' }
  socket.send(JSON.stringify({ type: 'response.create', model, input: 'Hi', metadata }))
  await told
  socket.close()
  await page.getByRole('tab', { name: 'Why' }).click()
  await expect(why(page).getByRole('region', { name: 'Attempts' })).toContainText('200 did not finish')
  await causes(page).getByRole('button', { name: 'Resend' }).first().click()
  const compared = why(page).getByRole('region', { name: 'Compared with the run before' })
  await expect(compared).toContainText('Sent again as it was')
  const rows = page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('WS')
})

test('a dry run shows the recorded decision and the supposed one, and sends nothing', async ({ web }) => {
  const { page } = web
  await fail(web)
  await page.getByRole('tab', { name: 'Why' }).click()
  await funnel(page).getByRole('button', { name: 'What if' }).click()
  const panel = why(page).getByRole('region', { name: 'What if' })
  await expect(panel).toContainText('Would fail')
  await expect(panel).toContainText('Nothing was sent.')
  await panel.getByRole('checkbox', { name: 'openai is in the ignore list' }).uncheck()
  await expect(panel).toContainText('Would ask openai')
  await funnel(page).getByRole('button', { name: 'Show as table' }).click()
  await expect(funnel(page).getByRole('row', { name: /^openai/ })).toContainText('candidate 1')
  await panel.getByRole('radiogroup', { name: 'Key of openai' }).getByText('No key').click()
  await expect(panel).toContainText('Would fail')
  await panel.getByRole('button', { name: 'As recorded again' }).click()
  await expect(panel.getByRole('checkbox', { name: 'openai is in the ignore list' })).toBeChecked()
  await expect(page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')).toHaveCount(1)
})

test('a change of the configuration is tried by the switches that say the same', async ({ web }) => {
  const { page } = web
  await web.serving.stop()
  const home = web.serving.data_dir
  const pricing = { input_per_mtok: 1, output_per_mtok: 2 }
  const route = { provider: 'acme', model: 'one', endpoints: ['responses'], pricing }
  const providers = [{ id: 'acme', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', status: 'beta' }]
  const config = { providers, models: [{ id: 'acme/one', providers: [route] }] }
  writeFileSync(path.join(home, 'gatescope.config.json'), JSON.stringify(config))
  const serving = await serveCli(home, home)
  await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await askGateway(serving, { model: 'acme/one', input: 'x' })
  await page.getByRole('tab', { name: 'Why' }).click()
  await expect(causes(page)).toContainText('Open the beta channel in the configuration.')
  await expect(causes(page).getByRole('button', { name: 'Apply & resend' })).toHaveCount(0)
  await causes(page).getByRole('button', { name: 'Patch' }).first().click()
  await expect(causes(page)).toContainText(`Merge into ${path.join(home, 'gatescope.config.json')}`)
  await expect(causes(page)).toContainText('restart it after the change')
  await expect(causes(page).getByText('"beta"').last()).toBeVisible()
  await causes(page).getByRole('button', { name: 'Try it' }).click()
  const panel = why(page).getByRole('region', { name: 'What if' })
  await expect(panel).toContainText('Would ask acme (simulated).')
  await expect(panel.getByRole('checkbox', { name: 'Beta channel' })).toBeChecked()
  await expect(panel).toBeInViewport()
  expect(await serving.stop('SIGKILL')).toBeNull()
})

test('a change of the configuration fits the file as it is, without its key, and can be copied', async ({ web }) => {
  const { page } = web
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await web.serving.stop()
  const home = web.serving.data_dir
  const key = 'planted-key-0123456789'
  const acme = { id: 'acme', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', api_key: key }
  const pricing = { input_per_mtok: 1, output_per_mtok: 2 }
  const route = { provider: 'acme', model: 'one', pricing, routing_status: 'disabled' }
  const config = {
    gateway: { channels: { beta: true } },
    providers: [{ id: 'openai', enabled: false }, acme],
    models: [{ id: 'acme/one', providers: [route] }],
  }
  const file = path.join(home, 'gatescope.config.json')
  writeFileSync(file, JSON.stringify(config))
  const serving = await serveCli(home, home)
  await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await askGateway(serving, { model: 'acme/one', input: 'x' })
  await page.getByRole('tab', { name: 'Why' }).click()
  await causes(page).getByRole('button', { name: 'Patch' }).first().click()
  await expect(causes(page).getByText('/models/0/providers/0/routing_status')).toBeVisible()
  await expect(causes(page).locator('del')).toContainText('"disabled"')
  await causes(page).getByRole('button', { name: 'Copy the piece of configuration' }).click()
  const piece: unknown = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  expect(piece).toEqual({
    models: [{ id: 'acme/one', providers: [{ provider: 'acme', model: 'one', routing_status: 'active' }] }],
  })
  expect(await page.content()).not.toContain(key)
  expect(await serving.stop('SIGKILL')).toBeNull()
  web.complaints.length = 0 // The page says that its server is away.
})

test('a request that has to wait is sent again when the wait is over, if that was asked for', async ({ web }) => {
  const { page } = web
  await web.serving.stop()
  const home = web.serving.data_dir
  const faults = [{ provider: 'openai', status: 429, retry_after: 5, times: 1 }]
  writeFileSync(path.join(home, 'gatescope.config.json'), JSON.stringify({ faults }))
  const serving = await serveCli(home, home)
  await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  await askGateway(serving, { model, input: 'x' })
  await page.getByRole('tab', { name: 'Why' }).click()
  await why(page).getByRole('button', { name: 'Resend then' }).focus()
  await page.keyboard.press('Space')
  await expect(why(page).getByRole('button', { name: 'Will be resent then' })).toHaveAttribute('aria-pressed', 'true')
  await expect(verdict(page)).toContainText('Complete', { timeout: 10_000 })
  await expect(why(page).getByRole('region', { name: 'Compared with the run before' })).toContainText('as it was')
  expect(await serving.stop('SIGKILL')).toBeNull()
  web.complaints.length = 0
})

test('attempts lie on one axis, and what the gateway changed is told with its rule', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', input: 'x', stream: true, debug: { enabled: false } })
  await page.getByRole('tab', { name: 'Why' }).click()
  const attempts = why(page).getByRole('region', { name: 'Attempts' })
  await expect(attempts).toContainText('lost to 1 failure')
  await expect(attempts.getByRole('listitem')).toHaveCount(2)
  await expect(attempts.getByText('simulated, no connection')).toHaveCount(2)
  await expect(attempts).toContainText('simulated, nothing billed')
  await expect(page.getByRole('grid', { name: 'Sessions, newest first' })).toContainText('fallback')
  await expect(why(page).getByRole('region', { name: 'Model' })).toContainText('fallback 2/')
  const changed = why(page).getByRole('region', { name: 'What the gateway changed' })
  await expect(changed).toContainText('read by the gateway, never sent on')
})

test('the inspector is read and used by keys alone, and axe finds nothing', async ({ web }) => {
  const { page } = web
  test.slow()
  const violations = await prepareAxe(page)
  await fail(web)
  await page.getByRole('tab', { name: 'Events' }).focus()
  while ((await page.getByRole('tab', { name: 'Why' }).getAttribute('aria-selected')) !== 'true')
    await page.keyboard.press('ArrowRight')
  await expect(causes(page)).toBeVisible()
  expect(await violations(), 'failure').toEqual([])
  const chip = funnel(page).getByRole('button', { name: /^openai: / })
  await chip.focus()
  await page.keyboard.press('Enter')
  await expect(funnel(page).getByText('"listed_in_provider.ignore"')).toBeVisible()
  await funnel(page).getByRole('button', { name: 'Why not openai?' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('#why-not')).toBeFocused()
  await funnel(page).getByRole('button', { name: 'What if' }).focus()
  await page.keyboard.press('Space')
  await expect(why(page).getByRole('region', { name: 'What if' })).toContainText('Would fail')
  expect(await violations(), 'what if').toEqual([])
  await causes(page).getByRole('button', { name: 'Apply & resend' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(verdict(page)).toContainText('Complete')
  await expect(why(page).getByRole('region', { name: 'Compared with the run before' })).toBeVisible()
  expect(await violations(), 'compared').toEqual([])
})
