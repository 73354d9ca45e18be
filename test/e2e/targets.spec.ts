// A request to another gateway: its address and key, what is told before it is sent, and that it is watched like any other.
import { expect, type Page } from '@playwright/test'
import { prepareAxe } from '../support/axe'
import { test, writeBody } from '../support/browser-console'
import { answerJson, responseObject, startUpstream, type ScriptedUpstream } from '../support/upstream'

const secret = 'sk-typed-0123456789'

/** Another gateway, for each test anew. */
let other: ScriptedUpstream

test.beforeEach(async () => {
  const body = responseObject('Hello from elsewhere')
  other = await startUpstream((_request, response) => answerJson(response, 200, body))
})

test.afterEach(async ({ web }) => {
  await other.close()
  expect(web.complaints).toEqual([])
})

async function compose(page: Page) {
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await writeBody(page, '{ "model": "acme/any-model", "input": "Ping?" }')
  await page.getByRole('radio', { name: 'JSON', exact: true }).click()
}

const target = (page: Page) => page.getByRole('group', { name: 'Target' })
const preflight = (page: Page) => page.getByRole('region', { name: 'Preflight' })
const baseUrl = (page: Page) => target(page).getByRole('textbox', { name: 'Base URL' })
const key = (page: Page) => target(page).getByLabel('Key', { exact: true })

test('a request goes to another gateway and is watched here', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await page.getByRole('radio', { name: 'Custom', exact: true }).click()
  await baseUrl(page).fill('ftp://somewhere')
  await expect(preflight(page)).toContainText('Would fail: invalid_target')
  await expect(preflight(page)).toContainText('Base URL must begin with http:// or https://.')
  await page.getByRole('button', { name: /^Send anyway/ }).click()
  await expect(page.getByText('Not sent: Base URL must begin with http:// or https://.')).toBeVisible()
  await baseUrl(page).fill(other.url)
  await expect(preflight(page)).toContainText('Key is missing')
  await key(page).fill(secret)
  await expect(preflight(page)).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('Hello from elsewhere')
  expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${secret}`])
  await expect(key(page)).toHaveValue('')
  await expect(key(page)).toHaveAttribute('placeholder', /kept until Gatescope closes/)
  await page.getByRole('button', { name: 'Open in Live' }).click()
  await expect(page.getByRole('region', { name: 'Viewer' })).toContainText(new URL(other.url).host)

  await expect(page.getByRole('button', { name: 'Resend', exact: true })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Shift+E')
  const question = page.getByRole('dialog', { name: 'Send it for real?' })
  await expect(question).toContainText(`This costs tokens at ${new URL(other.url).host}`)
  await question.getByRole('button', { name: 'Send and pay' }).click()
  await expect(page.getByRole('group', { name: 'Sent again' })).toContainText('Sent again from')
  expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${secret}`, `Bearer ${secret}`])
  await expect(page.getByRole('button', { name: 'Edit and resend', exact: true })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+E')
  await expect(page.getByRole('radio', { name: 'Custom', exact: true })).toBeChecked()
  await expect(baseUrl(page)).toHaveValue(other.url)
})

test('a key is sent to no other origin and lies in no storage', async ({ web }) => {
  const { page } = web
  await web.open()
  await compose(page)
  await page.getByRole('radio', { name: 'Custom', exact: true }).click()
  await expect(key(page)).toBeDisabled()
  await baseUrl(page).fill(other.url)
  await key(page).fill(secret)
  await baseUrl(page).fill(other.url.replace('127.0.0.1', 'localhost'))
  await expect(preflight(page)).toContainText('Key is missing: a request to http://localhost')
  await baseUrl(page).fill('http://me:hidden-word@host/v1')
  await expect(preflight(page)).toContainText('must not hold a user name or password')
  await baseUrl(page).fill(other.url)
  await key(page).fill(secret)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('Hello from elsewhere')
  await page.reload()
  await expect(baseUrl(page)).toBeHidden()
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await expect(baseUrl(page)).toHaveValue(other.url)
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
  expect(stored).not.toMatch(/sk-typed|hidden-word/)
  await page.getByRole('button', { name: 'Forget key' }).click()
  await expect(preflight(page)).toContainText('Key is missing')
})

test('the hosted gateway needs its key; nothing about targets is out of reach', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  await web.open()
  await compose(page)
  await page.getByRole('radio', { name: 'Local', exact: true }).press('ArrowRight')
  await expect(target(page)).toContainText('https://api.phaseo.app/v1')
  await expect(preflight(page)).toContainText('Key is missing: a request to https://api.phaseo.app needs one')
  expect(await violations(), 'hosted').toEqual([])
  await page.getByRole('radio', { name: 'Hosted', exact: true }).press('ArrowRight')
  await page.setViewportSize({ width: 860, height: 700 })
  expect(await violations(), 'custom, narrow').toEqual([])
  await expect(page.getByRole('button', { name: /^Send/ })).toBeInViewport({ ratio: 1 })
  await expect(baseUrl(page)).toBeInViewport({ ratio: 1 })
})
