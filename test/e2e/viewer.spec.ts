// Reading a session in the window: filter, lint, times, bytes, and the response object at any event.
import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'
import WebSocket from 'ws'
import { prepareAxe } from '../support/axe'
import { longTasks, test, watchLongTasks } from '../support/browser-console'

const ask = { input: 'Where is order 48213?', stream: true }
const grid = (page: Page) => page.getByRole('grid', { name: 'Events' })
const rows = (page: Page) => grid(page).getByRole('row')
const selected = (page: Page) => grid(page).getByRole('row', { selected: true })
const eventFilter = (page: Page) => page.getByRole('searchbox', { name: 'Filter events' })

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

test('events are filtered in words, and what is wrong with a filter is said', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await expect(page.getByRole('heading', { name: 'simulator/fallback' })).toBeVisible()
  await eventFilter(page).fill('kind:rejected')
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page).first()).toContainText('attempt 1 failed')
  await eventFilter(page).fill('type:output_text.delta rotterdam')
  await expect(rows(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Remove rotterdam' }).click()
  await expect(eventFilter(page)).toHaveValue('type:output_text.delta')
  await expect(rows(page).nth(5)).toContainText('output_text.delta')
  await eventFilter(page).fill('typ:delta')
  await expect(page.getByRole('alert')).toContainText('There is no filter typ; the nearest is type.')
  await page.keyboard.press('Escape')
  await expect(eventFilter(page)).toHaveValue('')
})

test('what stands beside the legend is in reach in a small window', async ({ web }) => {
  const { page } = web
  await page.setViewportSize({ width: 1280, height: 800 })
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await expect(page.getByRole('button', { name: 'Pause the view of events' })).toBeInViewport({ ratio: 1 })
})

test('the session list speaks the same language', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/cut', ...ask })
  await web.ask({ model: 'simulator/reply', ...ask })
  const list = page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')
  await expect(list).toHaveCount(2)
  await page.getByRole('searchbox', { name: 'Filter sessions' }).fill('verdict:truncated,failed')
  await expect(list).toHaveCount(1)
  await expect(list.first()).toContainText('cut')
  await page.getByRole('searchbox', { name: 'Filter sessions' }).fill('-verdict:truncated gap>5ms')
  await expect(list).toHaveCount(1)
  await expect(page.getByText('gap does not apply to sessions and is passed over.')).toBeVisible()
})

test('ten thousand events are filtered without holding the window', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/burst', ...ask })
  await expect(page.getByRole('tab', { name: /^Events/ })).toContainText(/10,0\d\d/)
  await watchLongTasks(page)
  await eventFilter(page).pressSequentially('type:delta -lint:* gap<1s', { delay: 10 })
  await expect(page.getByText(/^[\d,]{5,} of 10,0\d\d$/)).toBeVisible()
  const worst = Math.max(0, ...(await longTasks(page)))
  console.log(`10,000 events filtered while typing; worst task ${worst.toFixed(0)} ms`)
  // On a machine with nothing else to do it is under 100; a filter that waits for its end takes more than a second.
  expect(worst).toBeLessThan(600)
})

test('a long session is listed at once, and its texts are there where they are looked at', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/burst', ...ask })
  await web.ask({ model: 'simulator/reply', ...ask })
  const sessions = page.getByRole('grid', { name: /^Sessions/ }).getByRole('row')
  await sessions.filter({ hasText: 'reply' }).click()
  await expect(page.getByRole('tab', { name: /^Events/ })).not.toContainText(/10,0\d\d/)
  await sessions.filter({ hasText: 'burst' }).click()
  await expect(page.getByRole('tab', { name: /^Events/ })).toContainText(/10,0\d\d/)
  await grid(page).focus()
  await page.keyboard.press('Home')
  for (
    let i = 0;
    i < 40 &&
    !(await selected(page)
      .getByLabel(/deltas, unfold/)
      .isVisible());
    i += 1
  )
    await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  for (let i = 0; i < 20; i += 1) await page.keyboard.press('PageDown')
  await expect(selected(page).locator('.preview')).toHaveText(/^"/)
  await page.keyboard.press('End')
  await expect(selected(page)).toContainText('closed')
  await page.getByRole('tab', { name: 'Raw' }).click()
  await grid(page).focus()
  await page.keyboard.press('PageUp')
  await expect(page.getByRole('region', { name: 'Selected frame' })).toContainText(/Frame [\d,]+ of 10,0\d\d/)
})

test('a stream that was cut says so in its verdict, its lint and its gutter', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/cut', ...ask })
  await expect(page.getByRole('region', { name: 'Viewer' }).getByRole('status')).toContainText('Truncated')
  await page.getByRole('tab', { name: /^Lint/ }).click()
  const lint = page.getByRole('region', { name: 'Lint' })
  await expect(lint).toContainText('without a terminal event')
  await lint.getByRole('button', { name: /missing_terminal/ }).click()
  await expect(selected(page)).toContainText('upstream cut')
  await expect(selected(page).getByRole('img', { name: /lint finding/ })).toBeVisible()
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(/\d lint/)
})

test('the response object is there at every event, and each field knows who set it', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  const response = page.getByRole('region', { name: 'Response object' })
  const slider = response.getByRole('slider')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 77 of 77/)
  await expect(response).toContainText('"status": "completed"')
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 1 of 77/)
  await expect(response).toContainText('"status": "in_progress"')
  await expect(selected(page)).toContainText('created')
  await page.keyboard.press('End')
  await page.keyboard.press('PageDown')
  await page.keyboard.press('ArrowRight')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 68 of 77/)
  await response.getByRole('button', { name: /"id":/ }).first().click()
  await expect(selected(page)).toContainText('created')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 1 of/)
})

test('the words of the selected event are marked in the output', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await eventFilter(page).fill('type:output_text.delta rotterdam')
  await rows(page).first().click()
  await expect(page.getByRole('region', { name: 'Output' }).locator('mark')).toHaveText(' Rotterdam')
})

test('the way to the first token is split, and the lost attempt is named', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await page.getByRole('button', { name: /to the first token, .*lost to attempt 1/ }).click()
  const timing = page.getByRole('region', { name: 'Timing' })
  await expect(timing.getByRole('row', { name: /lost to attempt 1/ })).toBeVisible()
  await timing.getByRole('button', { name: /before seq/ }).click()
  await expect(selected(page)).toBeVisible()
  await page.getByRole('button', { name: /^Waits between events/ }).focus()
  await page.keyboard.press('Enter')
  await expect(selected(page)).toBeVisible()
})

test('a frame is shown laid out, as it came, and as bytes', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await eventFilter(page).fill('type:completed')
  await rows(page).first().click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Text of the frame' })).toContainText('"type": "response.completed"')
  await page.getByRole('radio', { name: 'Raw' }).click()
  await expect(page.getByRole('region', { name: 'Text of the frame' })).toContainText('event: response.completed')
  await page.getByRole('radio', { name: 'Hex' }).click()
  const bytes = page.getByRole('region', { name: 'Bytes of the frame' })
  await expect(bytes).toContainText('65 76 65 6e 74 3a 20 72')
  await expect(bytes).toContainText(/upstream read|bytes/)
})

test('both hops are there: what the provider said, and what the client was told of it', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  await web.open()
  await web.ask({ model: 'anthropic/claude-sonnet-4-5', ...ask })
  await expect(page.getByRole('region', { name: 'Viewer' }).getByRole('status')).toContainText('Complete')
  const fromProvider = rows(page).filter({ has: page.getByRole('img', { name: 'From the provider' }) })
  await expect(fromProvider.first()).toContainText('message_start')
  // Deltas of both hops are one row, until it is opened.
  const run = rows(page).filter({ hasText: /output_text\.delta× \d+/ })
  await expect(run).toHaveCount(1)
  await run.getByRole('button', { name: /unfold/ }).click()
  await expect(fromProvider.filter({ hasText: 'content_block_delta' }).nth(2)).toBeVisible()
  expect(await violations()).toEqual([])
  await run.getByRole('button', { name: /fold/ }).click()

  await page.getByRole('tab', { name: 'Raw' }).click()
  await fromProvider.first().click()
  await page.getByRole('radio', { name: 'Raw' }).click()
  const text = page.getByRole('region', { name: 'Text of the frame' })
  await expect(text).toContainText('event: message_start')
  await expect(text).toContainText('data: {"type":"message_start"')

  const hide = page.getByRole('button', { name: 'Upstream', exact: true })
  await hide.focus()
  await page.keyboard.press('Enter')
  await expect(fromProvider).toHaveCount(0)
  await expect(run).toHaveCount(1)
  await eventFilter(page).fill('dir:down')
  await expect(rows(page).first()).toBeVisible()
  await expect(fromProvider).toHaveCount(0)
  await eventFilter(page).fill('hop:upstream type:message_stop')
  await expect(rows(page)).toHaveCount(1)
  await expect(fromProvider).toHaveCount(1)
  await eventFilter(page).fill('')

  await page.reload()
  await expect(page.getByRole('button', { name: 'Upstream', exact: true })).toHaveAttribute('aria-pressed', 'false')
  await expect(rows(page).first()).toBeVisible()
  await expect(fromProvider).toHaveCount(0)
})

test('a failed attempt leads to its raw answer', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await page.getByRole('tab', { name: 'Why' }).click()
  await page.getByRole('button', { name: 'Raw answer' }).click()
  await expect(selected(page)).toContainText('attempt 1 failed')
  await expect(page.getByRole('region', { name: 'Text of the frame' })).toContainText('"preview"')
})

test('the event grid is read by keys alone', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', ...ask })
  await grid(page).focus()
  await page.keyboard.press('Home')
  await expect(selected(page)).toContainText('request received')
  await page.keyboard.press('j')
  await expect(selected(page)).toContainText('request body')
  await page.keyboard.press('End')
  await expect(selected(page)).toContainText('closed by the gateway')
  await page.keyboard.press('PageUp')
  await page.keyboard.press('k')
  await eventFilter(page).fill('')
  const run = rows(page).filter({ hasText: '× 24' })
  await run.click()
  await grid(page).focus()
  const before = Number(await grid(page).getAttribute('aria-rowcount'))
  await page.keyboard.press('ArrowRight')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(before + 24))
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowLeft')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(before))
  await page.keyboard.press('Escape')
  await expect(selected(page)).toHaveCount(0)
})

test('a paused view stands still while recording goes on', async ({ web }) => {
  const { page } = web
  await web.open()
  const answer = web.ask({ model: 'simulator/long-output', ...ask })
  await expect(page.getByRole('heading', { name: 'simulator/long-output' })).toBeVisible()
  await page.getByRole('button', { name: 'Pause the view of events' }).click()
  const count = await grid(page).getAttribute('aria-rowcount')
  await answer
  await expect(page.getByRole('button', { name: /^[\d,]+ new/ })).toBeVisible()
  expect(await grid(page).getAttribute('aria-rowcount')).toBe(count)
  await page.getByRole('button', { name: 'Let the events move again' }).click()
  await expect(rows(page).last()).toContainText('closed')
})

test('a paused view holds its frames, whatever is opened or filtered in it', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/reply', ...ask })
  await expect(page.getByRole('status').first()).toContainText('Complete')
  const count = async () => Number(await grid(page).getAttribute('aria-rowcount'))
  await expect(rows(page).last()).toContainText('closed')
  const all = await count()
  await eventFilter(page).fill('kind:opened')
  await expect.poll(count).toBe(1)
  await page.getByRole('button', { name: 'Pause the view of events' }).click()
  await eventFilter(page).fill('')
  await expect.poll(count).toBe(all)
  await rows(page).filter({ hasText: 'output_text.delta' }).first().dblclick()
  await expect.poll(count).toBeGreaterThan(all)
  await grid(page).press('End')
  await expect(selected(page)).toContainText('closed')
})

test('what is new is gone to from a selected event too', async ({ web }) => {
  const { page } = web
  await web.open()
  const answer = web.ask({ model: 'simulator/long-output', ...ask })
  await rows(page).first().click()
  await expect(selected(page)).toHaveCount(1)
  await answer
  await page.getByRole('button', { name: /^[\d,]+ new/ }).click()
  await expect(selected(page)).toHaveCount(0)
  await expect(rows(page).last()).toContainText('closed')
})

test('a socket is shown as turns, what they continue, and its end', async ({ web }) => {
  const { page, serving } = web
  await web.open()
  const socket = new WebSocket(`${serving.gateway.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${serving.token}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const turn = (fields: object) =>
    new Promise<string>((resolve) => {
      const onMessage = (data: WebSocket.RawData) => {
        const event = JSON.parse((data as Buffer).toString('utf8')) as { type: string; response?: { id: string } }
        if (!/^response\.(completed|failed)$|^error$/.test(event.type)) return
        socket.off('message', onMessage)
        resolve(event.response?.id ?? '')
      }
      socket.on('message', onMessage)
      socket.send(JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', input: 'Hi', ...fields }))
    })
  const first = await turn({})
  await turn({ previous_response_id: first })
  await turn({ model: 'openai/gpt-5-mini' })
  socket.close(1000)
  await page.getByRole('tab', { name: 'Socket' }).click()
  const view = page.getByRole('region', { name: 'Socket' })
  await expect(view).toContainText('continues turn 1')
  await expect(view).toContainText('model_mismatch')
  await expect(view).toContainText('the client with 1000: done, nothing went wrong')
  await view.getByRole('button', { name: /continues turn 1/ }).click()
  await page.getByRole('tab', { name: /^Events/ }).click()
  await expect(selected(page)).toBeVisible()
})

type Axe = { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }

test('no view of a session has an accessibility violation, in either theme', async ({ web }) => {
  const { page } = web
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
  await web.open()
  await page.addScriptTag({ content: axe.source })
  const check = async (what: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await page.evaluate(() => (window as unknown as { axe: Axe }).axe.run())
      expect(
        violations.map((v) => `${v.id}: ${v.nodes[0]?.html ?? ''}`),
        `${what}, ${colorScheme}`,
      ).toEqual([])
    }
  }
  await web.ask({ model: 'simulator/cut', ...ask })
  await expect(page.getByRole('heading', { name: 'simulator/cut' })).toBeVisible()
  await rows(page).nth(10).click()
  for (const tab of [/^Output/, /^Raw/, /^Timing/, /^Lint/]) {
    await page.getByRole('tab', { name: tab }).click()
    await check(String(tab))
  }
  await page.getByRole('tab', { name: /^Raw/ }).click()
  await page.getByRole('radio', { name: 'Hex' }).click()
  await eventFilter(page).fill('type:delta typ:x tokens>4')
  await check('hex and filter')
  await page.setViewportSize({ width: 1000, height: 700 })
  await page.getByRole('tab', { name: 'Output' }).click()
  await check('narrow')
})
