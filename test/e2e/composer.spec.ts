import { expect, type Page } from '@playwright/test'
import { prepareAxe } from '../support/axe'
import { test, writeBody } from '../support/browser-console'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const editor = (page: Page) => page.locator('.cm-content')
const answer = (page: Page) => page.getByRole('region', { name: 'Output' })

async function compose(page: Page) {
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await expect(editor(page)).toBeVisible()
}

for (const [transport, badge] of [
  ['JSON', 'JSON'],
  ['SSE', 'SSE'],
  ['WS', 'WebSocket'],
] as const) {
  test(`sends over ${transport} with the keyboard and shows the answer`, async ({ web }) => {
    const { page } = web
    await web.open()
    await compose(page)
    await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": "Ping?" }')
    await page.getByRole('radio', { name: transport, exact: true }).click()
    await editor(page).click()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(answer(page)).toContainText('You asked: “Ping?”')
    await page.getByRole('navigation', { name: 'Screens' }).getByText('Live').click()
    await expect(
      page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row').first(),
    ).toHaveAccessibleName(new RegExp(`Complete, ${badge}`))
  })
}

test('stops a stream that will not end, which is recorded as aborted', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await writeBody(page, '{ "model": "simulator/stall", "input": "x", "stream": true }')
  await page.getByRole('radio', { name: 'SSE', exact: true }).click()
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(answer(page)).toContainText('This sentence')
  await page.getByRole('button', { name: /^Stop/ }).click()
  await expect(page.getByRole('button', { name: /^Send/ })).toBeVisible()
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Live').click()
  await expect(
    page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row').first(),
  ).toHaveAccessibleName(/abort/i)
})

test('offers every model, and sends what is not JSON when told to', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await page.getByRole('combobox', { name: /^Model/ }).click()
  await expect(page.getByRole('option', { name: /openai\/gpt-5-nano/ })).toBeVisible()
  await page.getByRole('option', { name: /simulator\/reasoning/ }).click()
  await expect(editor(page)).toContainText('simulator/reasoning')
  await writeBody(page, '{ "model": ')
  await page.getByRole('button', { name: /Send anyway/ }).click()
  await expect(page.getByRole('article', { name: 'Error envelope' })).toContainText('invalid_json')
})

test('a draft survives a reload', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await writeBody(page, '{ "model": "openai/gpt-5", "input": "kept" }')
  await page.reload()
  await compose(page)
  await expect(editor(page)).toContainText('kept')
})

const form = (page: Page) => page.getByRole('region', { name: 'Form', exact: true })
/** The document as the window keeps it. */
const bodyOf = async (page: Page): Promise<unknown> => {
  const kept = await page.evaluate(() => localStorage.getItem('gatescope.draft'))
  return JSON.parse((JSON.parse(kept ?? '{"body":"null"}') as { body: string }).body)
}

test('form and JSON are two views of one document; unknown fields and spelling are kept', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await writeBody(page, '{ "mine" : 1.50,\n  "model": "openai/gpt-5-nano", "input": "x", "temperature": 2.4 }')
  await expect(form(page)).toContainText('temperature must be between 0 and 2. You sent 2.4.')
  await expect(form(page)).toContainText('mine is not a field of the API')
  await expect(page.locator('.cm-badLine')).toHaveText(['1', '2'])
  await page.getByRole('textbox', { name: 'Temperature' }).fill('0.5')
  await expect(editor(page)).toContainText('"mine" : 1.50')
  await expect(editor(page)).toContainText('"temperature": 0.5')
  await form(page).getByRole('button', { name: 'Caching and storage' }).click()
  await page.getByRole('radiogroup', { name: 'store' }).getByRole('radio', { name: 'false' }).click()
  await page.getByRole('radiogroup', { name: 'reasoning.summary' }).getByRole('radio', { name: 'concise' }).click()
  await page.getByRole('button', { name: 'Clear temperature', exact: true }).click()
  await expect
    .poll(() => bodyOf(page))
    .toEqual({ mine: 1.5, model: 'openai/gpt-5-nano', input: 'x', store: false, reasoning: { summary: 'concise' } })
  await page.getByLabel('Find a field').fill('likeliest share')
  await expect(form(page).getByText('top_p')).toBeVisible()
  await expect(form(page).getByRole('textbox', { name: 'Temperature' })).toBeHidden()
})

test('what is half-written for one document is not shown over another', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": [{ "type": "mine", "of": "one" }] }')
  const box = form(page).getByRole('textbox', { name: /^JSON of/ })
  await box.fill('{ "type": "mine", ')
  await box.blur()
  await expect(box).toHaveValue('{ "type": "mine", ')
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": [{ "type": "mine", "of": "two" }] }')
  await expect(box).toHaveValue(/two/)
})

test('the form rests while the JSON is half-written', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": "x" ')
  await expect(form(page)).toContainText('The JSON is not whole')
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": "x" }')
  await expect(form(page)).not.toContainText('The JSON is not whole')
})

test('the editor completes fields and says what they are', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await expect(page.getByRole('textbox', { name: 'Temperature' })).toBeVisible()
  await writeBody(page, '')
  await editor(page).pressSequentially('{"trunc')
  await expect(page.getByRole('option', { name: /truncation/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(editor(page)).toContainText('{"truncation": "auto"')
})

test('preflight tells what would fail and mends it; a bad request is sent all the same', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  const preflight = page.getByRole('region', { name: 'Preflight' })
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": "x", "temprature": 1 }')
  await page.getByRole('radio', { name: 'JSON', exact: true }).click()
  await expect(preflight).toContainText('Would fail: validation_error')
  await page.getByRole('button', { name: /^Send anyway/ }).click()
  await expect(page.getByRole('article', { name: 'Error envelope' })).toContainText('Unknown parameter: temprature')
  await preflight.getByRole('button', { name: 'Rename to temperature' }).click()
  await expect(preflight).toBeHidden()
  await page.getByRole('radio', { name: 'WS', exact: true }).click()
  await writeBody(page, '{ "type": "response.create", "model": "google/gemini-2.5-flash", "input": "x" }')
  await expect(preflight).toContainText('Would fail: invalid_response_create')
  await preflight.getByRole('button', { name: /^Use openai\// }).click()
  await expect(preflight).toBeHidden()
})

test('builds a conversation with images and a function, by keyboard', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": "What is it?" }')
  await page.getByLabel('Choose images').setInputFiles({
    name: 'dot.png',
    mimeType: 'image/png',
    buffer: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    ),
  })
  await expect(page.getByRole('img', { name: 'Image, part 2 of item 1' })).toBeVisible()
  await page.getByRole('button', { name: 'Tool result' }).press('Enter')
  await page.getByLabel('Result in item 2').fill('{"at":"18:40"}')
  await page.getByRole('button', { name: 'Move item 2 up' }).press('Enter')
  await page.getByRole('button', { name: 'Add function' }).press('Enter')
  await page.getByLabel('Name of tool 1').fill('lookup')
  await page.getByLabel(/^Parameters of tool 1/).fill('{"type":"object"}')
  await expect
    .poll(() => bodyOf(page))
    .toMatchObject({
      input: [
        { type: 'function_call_output', call_id: 'call_1', output: '{"at":"18:40"}' },
        { role: 'user', content: [{ type: 'input_text', text: 'What is it?' }, { type: 'input_image' }] },
      ],
      tools: [{ type: 'function', name: 'lookup', parameters: { type: 'object' } }],
    })
  await page.getByRole('button', { name: 'Delete item 1' }).press('Enter')
  await expect(page.getByLabel('Result in item 2')).toBeHidden()
})

test('keeps what was sent and what is starred, by keyboard, with a way back from deleting', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  const list = page.getByRole('grid', { name: 'Requests' })
  await list.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(list.getByRole('row', { name: 'Text, streamed' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(answer(page)).toContainText('You asked')
  await expect(list.getByRole('rowgroup', { name: 'History' }).getByRole('row')).toHaveCount(1)
  await page.keyboard.press('s')
  const starred = list.getByRole('rowgroup', { name: 'Starred' }).getByRole('row')
  await expect(starred).toHaveCount(1)
  await list.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('F2')
  await page.keyboard.type('Order desk')
  await page.keyboard.press('Enter')
  await expect(starred).toContainText('Order desk')
  await page.reload()
  await compose(page)
  await expect(starred).toContainText('Order desk')
  await list.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Delete')
  await expect(starred).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(starred).toContainText('Order desk')
})

test('a pasted curl command becomes the request, wherever the cursor is', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  const before = await editor(page).innerText()
  const paste = (text: string) =>
    page.evaluate((value) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', value)
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  await page.getByLabel('Find a field').focus()
  await paste(
    `curl https://api.phaseo.app/v1/responses -H 'x-trace: 1' -d '{"model":"openai/gpt-5","input":"it'\\''s","stream":true}'`,
  )
  await expect(page.getByRole('radio', { name: 'SSE', exact: true })).toBeChecked()
  await expect(editor(page)).toContainText(`"input": "it's"`)
  await expect(page.getByText(/Read from curl: POST https:\/\/api.phaseo.app.*Headers left out: x-trace/)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await editor(page).innerText()).toBe(before)
})

test('in a narrow window form, JSON and answer are tabs, and preflight stays', async ({ web }) => {
  const { page } = web
  await page.setViewportSize({ width: 900, height: 700 })
  await web.open()
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await page.getByRole('textbox', { name: 'Temperature' }).fill('9')
  await expect(page.getByRole('region', { name: 'Preflight' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear temperature' }).first().click()
  await page.keyboard.press('ControlOrMeta+b')
  await page.getByRole('row', { name: 'Plain text' }).click()
  await expect(page.getByRole('grid', { name: 'Requests' })).toBeHidden()
  await page.getByRole('tab', { name: 'JSON' }).click()
  await expect(editor(page)).toBeVisible()
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(answer(page)).toContainText('You asked')
})

test('no state of the screen has an accessibility violation, in either theme', async ({ web }) => {
  const { page } = web
  // A dozen whole-page checks.
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  await compose(page)
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "input": "x", "temperature": 9, "mine": 1 }')
  await expect(page.getByRole('region', { name: 'Preflight' })).toBeVisible()
  expect(await violations(), 'invalid').toEqual([])
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('article', { name: 'Error envelope' })).toBeVisible()
  for (const name of ['Function tool and its result', 'Image input']) {
    await page.getByRole('row', { name }).click()
    await page.getByRole('button', { name: 'Star this request' }).click()
    expect(await violations(), name).toEqual([])
  }
  await writeBody(page, '')
  await editor(page).pressSequentially('{"trunc')
  await expect(page.getByRole('listbox', { name: 'Completions' })).toBeVisible()
  expect(await violations(), 'completion').toEqual([])
  await page.setViewportSize({ width: 900, height: 700 })
  expect(await violations(), 'narrow').toEqual([])
  await page.getByRole('tab', { name: 'JSON' }).click()
  expect(await violations(), 'narrow JSON').toEqual([])
})
