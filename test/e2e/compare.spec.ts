// Sending a session again, and holding runs against each other: by pointer and by keys.
import { expect, type Page } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import WebSocket from 'ws'
import { prepareAxe } from '../support/axe'
import { test } from '../support/browser-console'
import { serveCli } from '../support/cli'
import { answerJson, responseObject, startUpstream } from '../support/upstream'

const model = 'openai/gpt-5-nano'
const viewer = (page: Page) => page.getByRole('region', { name: 'Viewer' })
const lineage = (page: Page) => viewer(page).getByRole('group', { name: 'Sent again' })
const menu = (page: Page) => page.getByRole('dialog', { name: 'Send again' })
const compare = (page: Page) => page.getByRole('region', { name: 'Compare', exact: true })
const rows = (page: Page) => page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')

/** Once its request is read: the key is for what the button is for. */
async function resendAsIs(page: Page) {
  await expect(viewer(page).getByRole('button', { name: 'Resend', exact: true })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Shift+E')
}

test('one key sends a session again, and the two are held against each other', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  await web.open()
  await web.ask({ model, input: 'Where is order 48213?', stream: true })
  await expect(viewer(page).getByRole('status').first()).toContainText('Complete')
  await resendAsIs(page)
  await expect(lineage(page)).toContainText('Sent again from')
  await expect(viewer(page).getByRole('status').first()).toContainText('Complete')
  await lineage(page).getByRole('button', { name: 'Compare with it' }).click()
  await expect(compare(page)).toContainText('Run B is the same as run A')
  await expect(compare(page).getByRole('button', { name: /^Text the same, \d+ characters$/ })).toHaveAttribute(
    'aria-expanded',
    'false',
  )
  await expect(compare(page).getByRole('region', { name: 'Timing' }).getByRole('img')).toBeVisible()
  expect(await violations()).toEqual([])
  await page.keyboard.press('Escape')
  await lineage(page)
    .getByRole('button', { name: /^\d\d:/ })
    .click()
  await expect(lineage(page)).toContainText('Sent again as')
  expect(web.complaints).toEqual([])
})

test('a session is sent with one provider and another transport, and what differs comes first', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  await web.open()
  await web.ask({ model, input: 'Where is order 48213?', stream: true })
  await expect(viewer(page).getByRole('status').first()).toContainText('Complete')
  await viewer(page).getByRole('button', { name: 'Resend', exact: true }).click()
  await expect(menu(page)).toContainText('Simulated: costs nothing.')
  await menu(page).getByRole('combobox', { name: 'Provider' }).selectOption('openai')
  await menu(page).getByRole('radio', { name: 'JSON' }).click()
  await menu(page).getByRole('button', { name: 'Send changed' }).click()
  await expect(lineage(page)).toContainText('Sent again from')
  await lineage(page).getByRole('button', { name: 'Compare with it' }).click()
  await expect(compare(page)).toContainText('it was sent as one body; its request differs in 2 fields')
  const open = compare(page).getByRole('button', { expanded: true })
  await expect(compare(page).getByRole('region', { name: 'Request' })).toContainText('provider')
  await expect(open.filter({ hasText: 'Request' })).toBeVisible()
  await compare(page).getByRole('button', { name: 'Swap' }).click()
  await expect(compare(page).getByRole('region', { name: 'Request' }).locator('del').first()).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await violations()).toEqual([])
  await rows(page).first().click()
  await expect(compare(page)).toBeHidden()
  expect(web.complaints).toEqual([])
})

test('a live provider is paid only after a question, asked once', async ({ page }, info) => {
  const provider = await startUpstream((_request, response) => answerJson(response, 200, responseObject('Hello')))
  const home = info.outputPath('home')
  const config = { providers: [{ id: 'openai', base_url: provider.url, api_key: 'sk-upstream-secret' }] }
  mkdirSync(home, { recursive: true })
  const file = path.join(home, 'gatescope.config.json')
  writeFileSync(file, JSON.stringify(config))
  const serving = await serveCli(path.join(home, 'data'), home, ['--config', file])
  const violations = await prepareAxe(page)
  await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  const headers = { authorization: `Bearer ${serving.token}`, 'content-type': 'application/json' }
  await fetch(`${serving.gateway}/responses`, { method: 'POST', headers, body: JSON.stringify({ model, input: 'hi' }) })
  await expect(viewer(page).getByRole('status').first()).toContainText('Complete')
  await resendAsIs(page)
  const question = page.getByRole('dialog', { name: 'Send it for real?' })
  await expect(question).toContainText('This costs tokens at OpenAI')
  expect(await violations()).toEqual([])
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  expect(provider.requests).toHaveLength(1)
  await viewer(page).getByRole('button', { name: 'Resend', exact: true }).click()
  await expect(menu(page)).toContainText('Costs tokens at OpenAI.')
  await page.keyboard.press('Enter')
  await question.getByRole('button', { name: 'Send and pay' }).click()
  await expect(lineage(page)).toContainText('Sent again from')
  await expect.poll(() => provider.requests.length).toBe(2)
  await resendAsIs(page)
  await expect.poll(() => provider.requests.length).toBe(3)
  await expect(question).toBeHidden()
  await serving.stop()
  await provider.close()
})

test('a websocket conversation is had again turn by turn', async ({ web }) => {
  const { page, serving } = web
  const violations = await prepareAxe(page)
  await web.open()
  const socket = new WebSocket(`${serving.gateway.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${serving.token}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const turn = (fields: Record<string, unknown>) =>
    new Promise<string>((resolve) => {
      const listen = (data: Buffer) => {
        const event = JSON.parse(data.toString()) as { type: string; response?: { id: string } }
        if (event.type !== 'response.completed') return
        socket.off('message', listen)
        resolve(event.response?.id ?? '')
      }
      socket.on('message', listen)
      socket.send(JSON.stringify({ type: 'response.create', model, ...fields }))
    })
  const first = await turn({ input: 'One?' })
  await turn({ input: 'Two?', previous_response_id: first })
  socket.close(1000)
  await expect(viewer(page)).toContainText('2 turns')
  await viewer(page).getByRole('button', { name: 'Resend', exact: true }).click()
  await expect(menu(page).getByRole('radio', { name: 'All 2 turns' })).toBeChecked()
  await expect(menu(page)).toContainText('Simulated: costs nothing.')
  expect(await violations()).toEqual([])
  await menu(page).getByRole('button', { name: 'Send as it was' }).click()
  await expect(lineage(page)).toContainText('All 2 turns were sent.')
  await page.getByRole('tab', { name: 'Socket' }).click()
  await expect(page.getByRole('region', { name: 'Socket' })).toContainText('continues turn 1')
  await lineage(page).getByRole('button', { name: 'Compare with it' }).click()
  await expect(compare(page)).toContainText('All 2 turns of run B are the same as in run A.')
  await expect(compare(page).getByRole('button', { name: 'Turn 2, the same' })).toBeVisible()
  expect(web.complaints).toEqual([])
})
