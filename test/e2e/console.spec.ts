// The window in a browser, over a real gateway, as a person uses it.
import { expect } from '@playwright/test'
import { counts, longTasks, test, watchLongTasks, waitForCounts } from '../support/browser-console'
import { serveCli } from '../support/cli'

const order = { model: 'simulator/fallback', input: 'Where is order 48213?', stream: true }

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

test('the first request of a newcomer: from an empty window to a finished stream', async ({ web }) => {
  const { page } = web
  await web.open()
  await expect(page.getByRole('heading', { name: /ways to begin/ })).toBeVisible()
  await expect(page.getByRole('tabpanel', { name: 'openai TS' })).toContainText(web.serving.gateway)
  await page.getByRole('button', { name: /Send simulated request/ }).click()
  const row = page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')
  await expect(row).toHaveCount(1)
  await expect(page.getByRole('heading', { name: 'simulator/fallback' })).toBeVisible()
  const viewer = page.getByRole('region', { name: 'Viewer' })
  await expect(viewer.getByRole('status')).toContainText('Complete')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('Order 48213 left the Rotterdam hub')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('lookup_order')
  await expect(row).toHaveAccessibleName(
    /^Complete, SSE, simulator\/fallback served by simulator-spare after 1 failed attempt, simulated/,
  )
  await waitForCounts(page, 80)
})

test('a client’s stream is on screen while it runs, and still there after a reload and a restart', async ({ web }) => {
  const { page } = web
  await web.open()
  const answer = web.ask(order)
  const viewer = page.getByRole('region', { name: 'Viewer' })
  await expect(viewer.getByRole('status')).toContainText('Streaming')
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('The user asks')
  await answer
  await expect(viewer.getByRole('status')).toContainText('Complete')

  await page.reload()
  await expect(page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row')).toHaveCount(1)

  await web.serving.stop()
  const again = await serveCli(web.serving.data_dir, web.serving.data_dir, [])
  try {
    await page.goto(`${again.console}#token=${encodeURIComponent(again.token)}`)
    await page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row').first().click()
    await expect(page.getByRole('region', { name: 'Output' })).toContainText('Order 48213 left the Rotterdam hub')
  } finally {
    await again.stop()
  }
  web.complaints.length = 0 // The old server's socket was refused in between, which browsers report.
})

test('5,000 events at 1,000 a second stay live: stored = received = shown', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/empty', input: 'x', stream: true })
  await watchLongTasks(page)
  const answer = web.ask({ model: 'simulator/long-output', input: 'x', stream: true })
  await expect(page.getByRole('heading', { name: 'simulator/long-output' })).toBeVisible()
  const steps: number[] = []
  const sampling = (async () => {
    for (let i = 0; i < 8; i += 1) {
      await page.waitForTimeout(400)
      steps.push((await counts(page)).shown)
    }
  })()
  const text = await answer
  await sampling
  const { received, stored, shown } = await waitForCounts(page, 5000)
  const tasks = await longTasks(page)
  const worst = Math.max(0, ...tasks)
  console.log(
    `5,000 events: received ${received}, stored ${stored}, shown ${shown}; long tasks ${tasks.length}, worst ${worst.toFixed(0)} ms; shown while live ${steps.join(' ')}`,
  )
  expect(text.match(/^event: /gm)?.length).toBe(5000)
  for (const [i, step] of steps.slice(0, 7).entries()) expect(steps[i + 1]).toBeGreaterThanOrEqual(step)
  expect(new Set(steps).size).toBeGreaterThan(2)
})

test('an error envelope is readable', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/rate-limited', input: 'x' })
  const card = page.getByRole('article', { name: 'Error envelope' })
  await expect(card).toContainText('upstream_error')
  await expect(card).toContainText('all_candidates_failed')
  await expect(card).toContainText('simulator-spare')
  await expect(card).toContainText('rate_limit_exceeded')
  await web.ask({ model: 'openai/gpt-5-nano', input: 'x', temperature: 2.4 })
  await expect(card).toContainText('validation_error')
  await expect(card).toContainText('temperature')
})

test('what a model says is text, never markup', async ({ web }) => {
  const { page } = web
  await web.open()
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  await web.ask({ model: 'simulator/reply', input: evil, stream: true })
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('<img src=x')
  expect(await page.getByRole('region', { name: 'Output' }).locator('img, script').count()).toBe(0)
  expect(await page.title()).toContain('Gatescope')
})

test('following the tail yields to the reader and comes back', async ({ web }) => {
  const { page } = web
  await web.open()
  const answer = web
    .ask({ model: 'simulator/parallel-tools', input: 'x', stream: true })
    .then(() => web.ask({ model: 'simulator/long-output', input: 'x', stream: true }))
  await expect(page.getByRole('heading', { name: 'simulator/long-output' })).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Events' })
  await grid.getByRole('row').first().click()
  await answer
  await expect(grid.getByRole('row', { selected: true })).toBeVisible()
  const more = page.getByRole('button', { name: /^[\d,]+ new/ })
  await expect(more).toBeVisible()
  await more.click()
  await expect(grid.getByRole('row').last()).toBeVisible()
})

test('signing in: a wrong token is refused in words, the right one opens the window', async ({ web }) => {
  const { page, serving } = web
  await page.goto(serving.console ?? '')
  await expect(page.getByRole('heading', { name: 'Sign in to this gateway' })).toBeVisible()
  await page.getByRole('textbox').fill('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByRole('textbox').fill(serving.token)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  expect(page.url()).not.toContain(serving.token)
  web.complaints.length = 0 // Browsers report each refused socket.
})

test('address and token are copied whole', async ({ web, context }) => {
  const { page, serving } = web
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await web.open()
  const status = page.getByRole('contentinfo', { name: 'Status' })
  await expect(status).not.toContainText(serving.token)
  await status.getByRole('button', { name: /token/i }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(serving.token)
  await status.getByRole('button', { name: /address/i }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(serving.gateway)
})

test('the time since the previous event is there at every width', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask(order)
  for (const width of [1440, 1280, 1000, 860]) {
    await page.setViewportSize({ width, height: 800 })
    await expect(page.getByTitle('Wait since the frame before')).toBeVisible()
  }
})
