import { expect, type Page } from '@playwright/test'
import { test } from '../support/browser-console'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const editor = (page: Page) => page.locator('.cm-content')
const answer = (page: Page) => page.getByRole('region', { name: 'Output' })

async function compose(page: Page) {
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await expect(editor(page)).toBeVisible()
}

const write = (page: Page, text: string) => editor(page).fill(text)

for (const [transport, badge] of [
  ['JSON', 'JSON'],
  ['SSE', 'SSE'],
  ['WS', 'WebSocket'],
] as const) {
  test(`sends over ${transport} with the keyboard and shows the answer`, async ({ web }) => {
    const { page } = web
    await web.open()
    await compose(page)
    await write(page, '{ "model": "openai/gpt-5-nano", "input": "Ping?" }')
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
  await write(page, '{ "model": "simulator/stall", "input": "x", "stream": true }')
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
  await write(page, '{ "model": ')
  await page.getByRole('button', { name: /Send anyway/ }).click()
  await expect(page.getByRole('article', { name: 'Error envelope' })).toContainText('invalid_json')
})

test('a draft survives a reload', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await write(page, '{ "model": "openai/gpt-5", "input": "kept" }')
  await page.reload()
  await compose(page)
  await expect(editor(page)).toContainText('kept')
})
