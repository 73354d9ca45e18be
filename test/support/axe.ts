// What axe finds wrong with a page, in both themes.
import type { Page } from '@playwright/test'
import axe from 'axe-core'

type Axe = { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }

/** Call before the page is opened: its own policy lets no foreign script in, a debugger may. */
export async function prepareAxe(page: Page): Promise<() => Promise<string[]>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
  return async () => {
    await page.addScriptTag({ content: axe.source })
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const result = await page.evaluate(() => (window as unknown as { axe: Axe }).axe.run())
      found.push(...result.violations.map((v) => `${colorScheme} ${v.id}: ${v.nodes[0]?.html ?? ''}`))
    }
    return found
  }
}
