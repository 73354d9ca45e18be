import { expect } from '@playwright/test'
import { prepareAxe } from '../support/axe'
import { test } from '../support/browser-console'

test('no screen has an accessibility violation, in either theme', async ({ web }) => {
  const { page } = web
  // A dozen whole-page checks.
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  expect(await violations(), 'first run').toEqual([])
  await web.ask({ model: 'simulator/fallback', input: 'x', stream: true })
  await expect(page.getByRole('region', { name: 'Viewer' }).getByRole('status')).toContainText('Complete')
  expect(await violations(), 'live').toEqual([])
  for (const tab of ['Request', 'Why', 'Headers']) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel', { name: /request|route|headers/ }).locator('[data-pane]')).toBeVisible()
    expect(await violations(), tab).toEqual([])
  }
  await web.ask({ model: 'simulator/rate-limited', input: 'x' })
  await expect(page.getByRole('article', { name: 'Error envelope' })).toBeVisible()
  expect(await violations(), 'error').toEqual([])
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await expect(page.locator('.cm-content')).toBeVisible()
  expect(await violations(), 'compose').toEqual([])
})
