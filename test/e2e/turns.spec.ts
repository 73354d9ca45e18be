// One turn after another on a websocket that was opened from this window.
import { expect, type Page } from '@playwright/test'
import WebSocket from 'ws'
import { prepareAxe } from '../support/axe'
import { test, writeBody } from '../support/browser-console'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const socketView = (page: Page) => page.getByRole('region', { name: 'Socket' })
const preflight = (page: Page) => page.getByRole('region', { name: 'Preflight' })

async function openSocket(page: Page) {
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await writeBody(page, '{ "model": "openai/gpt-5-nano", "instructions": "Be brief.", "input": "One?" }')
  await page.getByRole('radio', { name: 'WS', exact: true }).click()
  await page.getByRole('button', { name: 'Keep open' }).click()
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('You asked: “One?”')
  await page.getByRole('button', { name: 'Next turn' }).click()
  await expect(socketView(page)).toContainText('open, idle')
}

test('a turn continues the chain, begins anew, and the socket is closed', async ({ web }) => {
  const { page } = web
  await web.open()
  await openSocket(page)
  const rest = page.getByLabel('Rest of the message')
  await expect(rest).toHaveValue(/"instructions": "Be brief\."/)
  await page.getByLabel('Input', { exact: true }).fill('Two?')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(socketView(page)).toContainText('continues turn 1')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('You asked: “Two?”')
  await expect(page.getByLabel('Input', { exact: true })).toHaveValue('')
  await page.getByRole('radio', { name: 'Start fresh' }).click()
  await page.getByLabel('Input', { exact: true }).fill('Three?')
  await page.getByRole('button', { name: /^Send turn 3/ }).click()
  await expect(socketView(page).getByRole('button', { name: /begins anew/ })).toHaveCount(2)
  await expect(page.getByRole('radio', { name: 'Continue' })).toBeChecked()
  await page.getByRole('button', { name: 'Close socket' }).click()
  await expect(socketView(page)).toContainText('the client with 1000')
  await expect(socketView(page)).toContainText('The socket is closed, so no turn can be sent on it.')
})

test('what the gateway would refuse is told before, mended by a press, and sent all the same', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  await web.open()
  await openSocket(page)
  const rest = page.getByLabel('Rest of the message')
  await rest.fill('{ "model": "openai/gpt-5" }')
  await expect(preflight(page)).toContainText('Would fail: model_mismatch')
  expect(await violations()).toEqual([])
  await page.getByRole('button', { name: /^Send anyway/ }).click()
  await expect(socketView(page).getByRole('button', { name: /model_mismatch/ })).toBeVisible()
  await page.getByRole('button', { name: 'Use openai/gpt-5-nano' }).click()
  await expect(preflight(page)).toBeHidden()
  await rest.fill('{ "model": ')
  await expect(preflight(page)).toContainText('Would fail: invalid_json')
})

test('a socket of another client says that no turn can be sent from here', async ({ web }) => {
  const { page, serving } = web
  await web.open()
  const socket = new WebSocket(`${serving.gateway.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${serving.token}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  await page.getByRole('tab', { name: 'Socket' }).click()
  await expect(socketView(page)).toContainText(
    'Another client opened this socket, and only that client can send on it.',
  )
  await expect(page.getByLabel('Rest of the message')).toBeHidden()
  socket.close(1000)
})
