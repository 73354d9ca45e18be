// A recorded session plays again in the window; its tape is edited and kept as another session.
import { expect, type Page } from '@playwright/test'
import WebSocket from 'ws'
import { prepareAxe } from '../support/axe'
import { counts, longTasks, test, watchLongTasks } from '../support/browser-console'

const ask = { input: 'Where is order 48213?', stream: true }
const viewer = (page: Page) => page.getByRole('region', { name: 'Viewer' })
const verdict = (page: Page) => viewer(page).locator('.verdict')
const output = (page: Page) => page.getByRole('region', { name: 'Output' })
const bar = (page: Page) => page.getByRole('region', { name: 'Replay' })
const playhead = (page: Page) => bar(page).getByRole('slider', { name: 'Playhead' })
const events = (page: Page) => page.getByRole('grid', { name: 'Events' })
const sessions = (page: Page) => page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')

/** What the window asks of its gateway, from before it is opened on. */
function watchCalls(page: Page): string[] {
  const asked: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      asked.push((JSON.parse(String(payload)) as { call: string }).call)
    }),
  )
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  return asked
}

const frameOf = async (page: Page): Promise<number> =>
  Number(/frame (\d+) of/.exec((await playhead(page).getAttribute('aria-valuetext')) ?? '')?.[1] ?? Number.NaN)

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

/** Once the session is closed: that comes a moment after its verdict. */
async function replay(page: Page) {
  await expect(page.getByRole('button', { name: 'Replay', exact: true })).toBeEnabled()
  await page.keyboard.press('r')
}

test('a session plays again in the same views, and asks for nothing but its own file', async ({ web }) => {
  const { page } = web
  const asked = watchCalls(page)
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await expect(verdict(page)).toHaveText('Complete')
  await expect(page.getByRole('tab', { name: 'Events 90' })).toBeVisible()
  await expect(output(page)).toContainText('"include_events": true')
  const [said, count] = [await output(page).innerText(), (await counts(page)).shown]
  asked.length = 0

  await replay(page)
  // The speed is kept, and this one leaves time to look.
  await bar(page).getByRole('combobox', { name: 'Speed' }).selectOption('0.1×')
  await page.keyboard.press('Escape')
  await replay(page)
  await expect(verdict(page)).toHaveText('Streaming')
  await expect(bar(page).getByRole('status')).toHaveText('Replaying from disk. No network.')
  await page.keyboard.press('Space')
  await expect(bar(page).getByRole('status')).toHaveText('Paused.')
  await playhead(page).press('Home')
  expect(await frameOf(page)).toBe(0)
  await expect(output(page)).toContainText('Nothing has been said yet.')
  for (const key of ['.', '.', ',']) await page.keyboard.press(key)
  expect([await frameOf(page), (await counts(page)).shown]).toEqual([1, 1])
  for (const key of ['>', '>', '>']) await page.keyboard.press(key)
  await expect(events(page).getByRole('row').last()).toContainText('attempt 2 started')

  const box = await playhead(page).boundingBox()
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * 0.6, (box?.y ?? 0) + 5)
  await expect(output(page)).toContainText('Order 48213')
  await expect(output(page)).not.toContainText('lookup_order')
  await expect(verdict(page)).toHaveText('Streaming')
  await playhead(page).press('Home')
  await expect(output(page)).toContainText('Nothing has been said yet.')

  await bar(page).getByRole('combobox', { name: 'Speed' }).selectOption('10×')
  await bar(page).getByRole('button', { name: 'Play', exact: true }).click()
  await expect(bar(page).getByRole('status')).toHaveText('End of the tape.')
  await expect(verdict(page)).toHaveText('Complete')
  expect([await output(page).innerText(), (await counts(page)).shown]).toEqual([said, count])
  await page.keyboard.press('Escape')
  await expect(bar(page)).toBeHidden()
  // Its own file, and how much room the list takes.
  const isExpected = (call: string) => ['session.read', 'session.outline', 'sessions.usage'].includes(call)
  expect(asked.filter((call) => !isExpected(call))).toEqual([])
  await expect(sessions(page)).toHaveCount(1)
})

test('ten thousand events at once do not hold the window, forwards or back', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/burst', ...ask })
  await expect(verdict(page)).toHaveText('Complete')
  await expect(page.getByRole('tab', { name: /^Events 10,0/ })).toBeVisible()
  const { received } = await counts(page)
  await watchLongTasks(page)
  await replay(page)
  await bar(page).getByRole('combobox', { name: 'Speed' }).selectOption('∞')
  await expect(bar(page).getByRole('status')).toHaveText('End of the tape.')
  expect((await counts(page)).shown).toBe(received)
  for (const key of ['PageDown', 'PageDown', 'ArrowLeft']) await playhead(page).press(key)
  await expect.poll(async () => (await counts(page)).shown).toBe(received - 21)
  const worst = Math.max(0, ...(await longTasks(page)))
  console.log(`10,000 events replayed at once and back; worst task ${worst.toFixed(0)} ms`)
  expect(worst).toBeLessThan(600)
})

/** Two turns on one socket, each whole before the next. */
async function talk({ gateway, token }: { readonly gateway: string; readonly token: string }): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${gateway.replace('http', 'ws')}/responses/ws`, { headers })
  await new Promise((resolve) => socket.once('open', resolve))
  for (const input of ['Where is order 48213?', 'And when will it arrive?']) {
    const whole = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        if ((data as Buffer).toString().includes('"response.completed"')) resolve()
      })
    })
    socket.send(JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', input }))
    await whole
  }
  socket.close(1000)
}

test('a socket is told turn by turn, and nobody can send on what is only replayed', async ({ web }) => {
  const { page } = web
  await web.open()
  await talk(web.serving)
  await expect(verdict(page)).toHaveText('Complete')
  await page.getByRole('tab', { name: 'Socket' }).click()
  await replay(page)
  await page.keyboard.press('Space')
  await playhead(page).press('Home')
  for (const key of ['>', '>', '>']) await page.keyboard.press(key)
  const socket = page.getByRole('region', { name: 'Socket' })
  await expect(socket.getByRole('listitem')).toHaveCount(2)
  await expect(socket).toContainText('in flight')
  await expect(socket).toContainText('nothing can be sent on it')
})

test('a tape is edited, looked at, and kept as a session that says of which it is', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/reply', ...ask })
  await expect(verdict(page)).toHaveText('Complete')
  await expect(page.getByRole('button', { name: 'Replay', exact: true })).toBeEnabled()
  await page.keyboard.press('t')
  const editor = page.getByRole('region', { name: 'Tape editor' })
  await events(page).getByRole('row').filter({ hasText: 'in_progress' }).last().click()
  await editor.getByRole('button', { name: 'Drop' }).click()
  await events(page).getByRole('row').filter({ hasText: 'completed' }).last().click()
  await editor.getByRole('textbox', { name: 'Milliseconds later' }).fill('700')
  await editor.getByRole('button', { name: 'Delay' }).click()
  await editor
    .getByRole('combobox', { name: 'Replace by an error' })
    .selectOption({ label: '502: no provider answered' })
  const edits = editor.getByRole('list', { name: 'Edits' }).getByRole('listitem')
  await expect(edits).toHaveCount(3)
  await page.keyboard.press('Control+z')
  await expect(edits).toHaveCount(2)
  await page.keyboard.press('Control+Shift+z')
  await expect(events(page).getByRole('row', { selected: true })).toContainText('700 ms later, replaced')

  await editor.getByRole('button', { name: 'Preview' }).click()
  await expect(bar(page).getByRole('button', { name: 'Edited, 3 edits' })).toBeVisible()
  await expect(verdict(page)).toHaveText('Failed mid-stream')
  await page.keyboard.press('Escape')
  await editor.getByRole('textbox', { name: 'Name of the variant' }).fill('Breaks at the end')
  await editor.getByRole('button', { name: 'Save as variant' }).click()
  await expect(sessions(page)).toHaveCount(2)
  await expect(verdict(page)).toHaveText('Failed mid-stream')
  await expect(viewer(page)).toContainText('upstream_error')
  const from = page.getByRole('group', { name: 'Variant' })
  await expect(from).toContainText('The edited tape of')
  await from.getByRole('button', { name: /^\d/ }).click()
  await expect(verdict(page)).toHaveText('Complete')
})

test('the bar and the editor have no accessibility violation, in either theme', async ({ web }) => {
  const { page } = web
  // Four whole-page checks.
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await expect(verdict(page)).toHaveText('Complete')
  await replay(page)
  await page.keyboard.press('Space')
  await bar(page).getByRole('button', { name: 'To your client' }).click()
  const popover = page.getByRole('dialog', { name: 'To your own client' })
  await expect(popover).toContainText('/replay/')
  expect(await violations(), 'replay').toEqual([])
  await page.keyboard.press('Escape')
  await expect(popover).toBeHidden()
  await expect(bar(page)).toBeVisible()
  await page.keyboard.press('t')
  await events(page).getByRole('row').filter({ hasText: 'completed' }).last().click()
  const editor = page.getByRole('region', { name: 'Tape editor' })
  await editor.getByRole('button', { name: 'Cut here' }).click()
  await editor.getByRole('button', { name: 'Replace', exact: true }).click()
  await editor.getByRole('textbox', { name: /^Text of frame/ }).fill('{"type":')
  await expect(editor).toContainText('The original is JSON. This is not.')
  expect(await violations(), 'tape editor').toEqual([])
})
