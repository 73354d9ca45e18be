// One whole piece of work without a mouse: send, inspect, resend. At every step the focus is somewhere, and it shows.
import { expect, type Locator, type Page } from '@playwright/test'
import WebSocket from 'ws'
import { test } from '../support/browser-console'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const sessions = (page: Page) => page.getByRole('grid', { name: 'Sessions, newest first' })
const events = (page: Page) => page.getByRole('grid', { name: 'Events' })
const selected = (page: Page) => events(page).getByRole('row', { selected: true })
const editor = (page: Page) => page.getByRole('textbox', { name: 'Request body, JSON' })

/** The outline of the focused element, or of what stands close around it as its frame. */
const ring = (page: Page) =>
  page.evaluate(() => {
    let at = document.activeElement
    for (let i = 0; i < 4 && at !== null && at !== document.body; i += 1, at = at.parentElement) {
      for (const layer of [null, '::after']) {
        const { outlineStyle, outlineWidth } = getComputedStyle(at, layer)
        if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) return outlineStyle
      }
    }
    return `no ring around ${document.activeElement?.outerHTML.slice(0, 120)}`
  })

async function expectFocus(page: Page, place: Locator) {
  await expect(place).toBeFocused()
  await expect.poll(() => ring(page)).toBe('solid')
}

/** Presses a key until the focus is where it should be; a trap, or a place that no Tab leads to, fails here. */
async function pressUntil(page: Page, key: string, place: Locator) {
  const isThere = () => place.evaluate((element) => element === document.activeElement).catch(() => false)
  for (let i = 0; i < 40 && !(await isThere()); i += 1) {
    await page.keyboard.press(key)
    expect(await ring(page), `after ${i + 1} × ${key}`).toBe('solid')
  }
  await expectFocus(page, place)
}

async function sendFirst(page: Page) {
  await page.keyboard.press('Control+2')
  await expectFocus(page, editor(page))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('{ "model": "simulator/fallback", "input": "Where is order 48213?", "stream": true }')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('Order 48213 left the Rotterdam hub')
  await expect(page.getByRole('status').filter({ hasText: 'Complete' })).toBeVisible()
}

async function walkEvents(page: Page) {
  await page.keyboard.press('Home')
  await expect(selected(page)).toContainText('request received')
  await page.keyboard.press('j')
  await expect(selected(page)).toContainText('request body')
  await page.keyboard.press('k')
  await expect(selected(page)).toContainText('request received')
  await page.keyboard.press('PageDown')
  await expect(selected(page)).not.toContainText('request received')
  await page.keyboard.press('PageUp')
  await page.keyboard.press('End')
  await expect(selected(page)).toContainText('closed by the gateway')
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await expect(selected(page)).toContainText('completed')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Text of the frame' })).toContainText('"type": "response.completed"')
  await expectFocus(page, events(page))
}

test('sends, inspects and resends by keyboard alone', async ({ web }) => {
  const { page } = web
  // The focus ring is looked at after every key.
  test.slow()
  await web.open()
  await sendFirst(page)

  await page.keyboard.press('Control+1')
  await expectFocus(page, sessions(page))
  await page.keyboard.press('Home')
  await expect(sessions(page).getByRole('row', { selected: true })).toHaveAccessibleName(/simulator\/fallback/)
  await page.keyboard.press('Enter')
  await expectFocus(page, events(page))
  await walkEvents(page)

  // The frame as it came, and as bytes.
  await page.keyboard.press('F6')
  const modes = page.getByRole('radiogroup', { name: 'How to show the frame' })
  await expectFocus(page, modes.getByRole('radio', { checked: true }))
  await page.keyboard.press('ArrowRight')
  await expectFocus(page, modes.getByRole('radio', { name: 'Raw' }))
  await expect(page.getByRole('region', { name: 'Text of the frame' })).toContainText('event: response.completed')

  // A filter, a chip taken away, and back to all.
  await page.keyboard.press('Control+f')
  const filter = page.getByRole('searchbox', { name: 'Filter events' })
  await expectFocus(page, filter)
  await page.keyboard.type('kind:text rotterdam')
  await expect(events(page)).toHaveAttribute('aria-rowcount', '2')
  await pressUntil(page, 'Tab', page.getByRole('button', { name: 'Remove rotterdam' }))
  await page.keyboard.press('Enter')
  await expect(filter).toHaveValue('kind:text')
  await expect(page.getByRole('button', { name: 'Remove rotterdam' })).toBeHidden()
  await expectFocus(page, events(page))
  await page.keyboard.press('Control+f')
  await page.keyboard.press('Escape')
  await expect(filter).toHaveValue('')
  await page.keyboard.press('F6')
  await expectFocus(page, events(page))
  await page.keyboard.press('Escape')
  await expect(selected(page)).toHaveCount(0)

  // The tabs beside the events, and the response object at an earlier event.
  const tab = (name: RegExp) => page.getByRole('tab', { name })
  await pressUntil(page, 'Tab', tab(/^Raw/))
  await page.keyboard.press('ArrowLeft')
  await expectFocus(page, tab(/^Output/))
  const slider = page.getByRole('slider', { name: 'Event of the response' })
  await pressUntil(page, 'F6', slider)
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 1 of/)
  await page.keyboard.press('PageUp')
  await page.keyboard.press('ArrowLeft')
  await expect(slider).toHaveAttribute('aria-valuetext', /^Event 10 of/)
  await expectFocus(page, slider)
  await pressUntil(page, 'Shift+Tab', tab(/^Output/))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expectFocus(page, tab(/^Timing/))
  await expect(page.getByRole('region', { name: 'Timing' })).toContainText('lost to attempt 1')
  await page.keyboard.press('ArrowRight')
  await expectFocus(page, tab(/^Lint/))
  await page.keyboard.press('F6')
  await expectFocus(page, page.getByRole('region', { name: 'Lint' }))

  // The recorded request as the draft, to the letter, with a way back.
  await page.keyboard.press('Control+e')
  await expectFocus(page, editor(page))
  await expect(editor(page)).toHaveText(
    '{ "model": "simulator/fallback", "input": "Where is order 48213?", "stream": true }',
  )
  await expect(page.getByRole('radio', { name: 'SSE', exact: true })).toBeChecked()
  await pressUntil(page, 'Shift+F6', page.getByRole('grid', { name: 'Requests' }))
  await pressUntil(page, 'Shift+Tab', page.getByRole('button', { name: 'Open its session' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'simulator/fallback' })).toBeVisible()
  await expectFocus(page, sessions(page))

  // Changed and sent again: the new session stands first in the list, and the way to it is a button in reach.
  await pressUntil(page, 'Tab', page.getByRole('button', { name: 'Edit and resend' }))
  await page.keyboard.press('Enter')
  await expectFocus(page, editor(page))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('{ "model": "simulator/reply", "input": "Ping?", "stream": true }')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('You asked: “Ping?”')
  await pressUntil(page, 'F6', page.getByRole('region', { name: 'Output' }))
  await pressUntil(page, 'Shift+Tab', page.getByRole('button', { name: 'Open in Live' }))
  await page.keyboard.press('Enter')
  await expectFocus(page, sessions(page))
  await expect(sessions(page).getByRole('row')).toHaveCount(2)
  await expect(sessions(page).getByRole('row', { selected: true })).toHaveAccessibleName(/simulator\/reply/)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('heading', { name: 'simulator/fallback' })).toBeVisible()
})

test('edits any turn of a socket to the letter, and gives back what was written before', async ({ web }) => {
  const { page, serving } = web
  await web.open()
  const socket = new WebSocket(`${serving.gateway.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${serving.token}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const texts = ['One', 'Two'].map(
    (input) => `{"type":"response.create", "model":"openai/gpt-5-nano", "input":"${input}", "temperature":1.0}`,
  )
  for (const text of texts) {
    const over = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        if (data.includes('"response.completed"')) resolve()
      })
    })
    socket.send(text)
    await over
  }
  socket.close(1000)
  await expect(page.getByRole('status').filter({ hasText: 'Complete' })).toBeVisible()

  await page.keyboard.press('Control+2')
  await expectFocus(page, editor(page))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('{ "mine": 1 }')
  await page.keyboard.press('Control+1')
  await page.keyboard.press('Control+e')
  await expect(editor(page)).toHaveText(texts[1] ?? '')
  await expect(page.getByRole('radio', { name: 'WS', exact: true })).toBeChecked()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(editor(page)).toHaveText('{ "mine": 1 }')
  await expect(page.getByRole('button', { name: 'Open its session' })).toBeHidden()

  await page.keyboard.press('Control+1')
  await page.keyboard.press('Enter')
  await expectFocus(page, events(page))
  await page.keyboard.press('Home')
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('j')
  await page.keyboard.press('Control+e')
  await expect(editor(page)).toHaveText(texts[0] ?? '')

  await page.keyboard.press('Control+1')
  await page.getByRole('tab', { name: 'Request' }).press('Enter')
  await page.getByRole('combobox', { name: 'Turn' }).selectOption('2')
  await page.getByRole('button', { name: 'Edit this' }).press('Enter')
  await expect(editor(page)).toHaveText(texts[1] ?? '')
})
