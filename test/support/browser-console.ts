// The web console in a real Chromium over a real `gatescope serve`, one pair for each test.
import { expect, test as base, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serveCli, type Serving } from './cli'

export type WebConsole = {
  readonly serving: Serving
  readonly page: Page
  /** Opens the console signed in. */
  readonly open: () => Promise<void>
  /** One request as a client of the gateway would send it; resolves with the whole answer. */
  readonly ask: (body: Record<string, unknown>) => Promise<string>
  /** Everything the page complained about: console errors and uncaught exceptions. */
  readonly complaints: string[]
}

export const test = base.extend<{ web: WebConsole }>({
  web: async ({ page }, provide) => {
    const home = mkdtempSync(path.join(tmpdir(), 'gatescope-e2e-'))
    const serving = await serveCli(path.join(home, 'data'), home)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await provide({
      serving,
      page,
      complaints,
      open: async () => {
        await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
        await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
      },
      ask: (body) => askGateway(serving, body),
    })
    await serving.stop('SIGKILL')
    rmSync(home, { recursive: true, force: true })
  },
})

export async function askGateway(
  serving: Pick<Serving, 'gateway' | 'token'>,
  body: Record<string, unknown>,
): Promise<string> {
  const response = await fetch(`${serving.gateway}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${serving.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.text()
}

const recordLongTasks = (): void => {
  const durations: number[] = []
  Object.assign(window, { longTasks: durations })
  new PerformanceObserver((list) => durations.push(...list.getEntries().map((e) => e.duration))).observe({
    entryTypes: ['longtask'],
  })
}

/** Records every task that holds the page's thread for 50 ms and more; read with `longTasks`. */
export const watchLongTasks = (page: Page): Promise<void> => page.evaluate(recordLongTasks)

/** The same for a page that is not open yet. */
export const watchLongTasksFromStart = (page: Page) => page.addInitScript(recordLongTasks)

export const longTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks)

/** The counts of the status bar for the selected session. */
export async function counts(page: Page): Promise<{ received: number; stored: number; shown: number }> {
  const text = (await page.getByRole('contentinfo', { name: 'Status' }).innerText()).replaceAll(/\s+/g, ' ')
  const read = (word: string) =>
    Number(new RegExp(`([\\d,]+) ${word}`).exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN)
  return { received: read('received'), stored: read('stored'), shown: read('shown') }
}

/** Waits until all of more than so many frames are stored and shown: those that end a session come a moment after its events. */
export async function waitForCounts(page: Page, moreThan: number) {
  const isSettled = async () => {
    const { received, stored, shown } = await counts(page)
    return received > moreThan && stored === received && shown === received
  }
  await expect.poll(isSettled).toBe(true)
  return counts(page)
}

/** As a person would: the editor may be laying itself out anew while a text is put in from outside, and would keep half of either. */
export async function writeBody(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').focus()
  await page.keyboard.press('ControlOrMeta+a')
  if (text === '') await page.keyboard.press('Delete')
  else await page.keyboard.insertText(text)
}
