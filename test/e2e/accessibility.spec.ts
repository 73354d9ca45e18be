import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'
import { test } from '../support/browser-console'

type Axe = { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }

/** What axe finds wrong on the page as it is now, in both themes. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const result = await page.evaluate(() => (window as unknown as { axe: Axe }).axe.run())
    found.push(...result.violations.map((v) => `${colorScheme} ${v.id}: ${v.nodes[0]?.html ?? ''}`))
  }
  return found
}

test('no screen has an accessibility violation, in either theme', async ({ web }) => {
  const { page } = web
  // The page's own policy lets no foreign script in; a debugger may.
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
  await web.open()
  await page.addScriptTag({ content: axe.source })
  expect(await violations(page), 'first run').toEqual([])
  await web.ask({ model: 'simulator/fallback', input: 'x', stream: true })
  await expect(page.getByRole('region', { name: 'Viewer' }).getByRole('status')).toContainText('Complete')
  expect(await violations(page), 'live').toEqual([])
  for (const tab of ['Request', 'Route', 'Headers']) {
    await page.getByRole('tab', { name: tab }).click()
    expect(await violations(page), tab).toEqual([])
  }
  await web.ask({ model: 'simulator/rate-limited', input: 'x' })
  await expect(page.getByRole('article', { name: 'Error envelope' })).toBeVisible()
  expect(await violations(page), 'error').toEqual([])
  await page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
  await expect(page.locator('.cm-content')).toBeVisible()
  expect(await violations(page), 'compose').toEqual([])
})
