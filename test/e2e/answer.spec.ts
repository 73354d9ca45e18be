// The answer in the side pane: Markdown, images, sound, and what a model must never get into the page.
import { expect, type Page } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { StreamEvent } from '#shared/open-responses/events'
import { formatLine } from '#shared/session/jsonl'
import { prepareAxe } from '../support/axe'
import { askGateway, longTasks, test, watchLongTasksFromStart, type WebConsole } from '../support/browser-console'
import { serveCli } from '../support/cli'
import { answered, attempted, closed, ended, framesOf, opened, responded, sent, sse } from '../support/frames'

const output = (page: Page) => page.getByRole('region', { name: 'Output' })
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgaGD4DwACigGBcM3CzAAAAABJRU5ErkJggg=='

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

/** Opens the console on one session that an earlier run recorded. */
async function openRecorded(
  web: WebConsole,
  events: readonly StreamEvent[],
): Promise<{ stop: () => Promise<unknown> }> {
  await web.serving.stop()
  const folder = path.join(web.serving.data_dir, 'sessions')
  mkdirSync(folder, { recursive: true })
  const frames = framesOf(
    [0, opened()],
    [1, sent({ model: 'openai/gpt-5', stream: true })],
    [2, attempted('openai')],
    [3, answered()],
    [4, responded(200, 'text/event-stream')],
    ...events.map((event, at) => [10 + at, sse(event)] as const),
    [9_998, ended('complete', 'Upstream closed.')],
    [9_999, closed()],
  )
  const header = {
    format: 'gatescope.session',
    version: 2,
    app: '0.1.0',
    origin: null,
    id: 'ses_told',
    startedAt: 1_760_000_000_000,
  } as const
  writeFileSync(path.join(folder, 'ses_told.jsonl'), [header, ...frames].map(formatLine).join(''))
  const serving = await serveCli(web.serving.data_dir, web.serving.data_dir)
  await web.page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await web.page.getByRole('grid', { name: 'Sessions, newest first' }).getByRole('row').first().click()
  return { stop: () => serving.stop('SIGKILL') }
}

const say = (text: string, size = 1_000): StreamEvent[] => [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', output_index: 0, item: { id: 'msg_1', type: 'message', content: [] } },
  ...(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).map((delta) => ({
    type: 'response.output_text.delta',
    output_index: 0,
    content_index: 0,
    delta,
  })),
  { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } },
]

test('an answer is laid out as Markdown, or shown as it was written; the choice is kept', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  await web.open()
  await web.ask({ model: 'simulator/markdown', input: 'Where is it?', stream: true })
  await expect(output(page).getByRole('heading', { name: 'Where order 48213 is' })).toBeVisible()
  await expect(output(page).getByRole('table')).toContainText('Antwerp')
  await expect(output(page).getByRole('listitem').first()).toContainText('live events')
  await expect(output(page).getByRole('img', { name: 'Done' })).toBeVisible()
  await expect(output(page).getByRole('button', { name: 'Copy code' })).toBeVisible()
  expect(await violations(), 'Markdown').toEqual([])
  await output(page).getByRole('radio', { name: 'Text' }).click()
  await expect(output(page)).toContainText('## Where order 48213 is')
  await expect(output(page).getByRole('table')).toHaveCount(0)
  expect(await violations(), 'text').toEqual([])
  await page.reload()
  await expect(output(page)).toContainText('## Where order 48213 is')
  await output(page).getByRole('radio', { name: 'Markdown' }).click()
  await expect(output(page).getByRole('table')).toBeVisible()
})

test('a link shows where it leads, opens outside of the window, and an image elsewhere is a link', async ({ web }) => {
  const { page } = web
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await web.open()
  await web.ask({ model: 'simulator/markdown', input: 'Where is it?', stream: true })
  const link = output(page).getByRole('link', { name: 'carrier' }).first()
  await expect(link).toHaveAttribute('title', 'https://carrier.example/cases?order=48213')
  await expect(link).toHaveAttribute('target', '_blank')
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(output(page).getByRole('link', { name: 'Image: Map of the route' })).toBeVisible()
  expect(asked.filter((url) => !url.startsWith(new URL(page.url()).origin))).toEqual([])
})

test('what a model says makes no element, runs nothing and leads nowhere but to the web', async ({ web }) => {
  const { page } = web
  const evil = [
    '<img src=x onerror="document.title=1"><script>document.title=2</script>',
    '<iframe srcdoc="<script>parent.document.title=3</script>"></iframe>',
    '<style>body { display: none }</style>',
    '[press](javascript:document.title=4) <javascript:alert(1)> [x](data:text/html,x)',
    '![x](https://a.example/x.png"onerror="document.title=5)',
    `${'>'.repeat(10_000)} deep`,
    `${'- '.repeat(10_000)}deep`,
    '**'.repeat(5_000),
    `|${'a|'.repeat(3_000)}\n|${'-|'.repeat(3_000)}\n|${'x|'.repeat(3_000)}`,
  ]
  const recorded = await openRecorded(web, say(evil.join('\n\n')))
  await expect(output(page)).toContainText('<img src=x onerror="document.title=1">')
  await expect(output(page)).toContainText('[press](javascript:document.title=4)')
  const found = output(page).locator(
    '.part :is(img, script, iframe, style, [onerror], [srcdoc], a:not([href^="https://"]))',
  )
  await expect(found).toHaveCount(0)
  expect(await page.title()).toContain('Gatescope')
  await recorded.stop()
  web.complaints.length = 0 // The page says that its server is away.
})

test('an error that arrives while it is looked at is read from its beginning', async ({ web }) => {
  const { page } = web
  await page.setViewportSize({ width: 1280, height: 480 })
  await web.serving.stop()
  const home = web.serving.data_dir
  // It fails a while after it began, so that it is looked at by then.
  const faults = [{ provider: 'openai', status: 429, stall_ms: 400 }]
  writeFileSync(path.join(home, 'gatescope.config.json'), JSON.stringify({ faults }))
  const serving = await serveCli(home, home)
  await page.goto(`${serving.console}#token=${encodeURIComponent(serving.token)}`)
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  await askGateway(serving, { model: 'openai/gpt-5-nano', input: 'Where is it?' })
  await expect(output(page).getByRole('article', { name: 'Error envelope' })).toBeVisible()
  const { at, hidden } = await output(page).evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    at: scrollTop,
    hidden: scrollHeight - clientHeight,
  }))
  expect([at, hidden > 0]).toEqual([0, true])
  await serving.stop('SIGKILL')
  web.complaints.length = 0
})

test('the words of a selected event are marked in the Markdown', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/markdown', input: 'Where is it?', stream: true })
  await page.getByRole('searchbox', { name: 'Filter events' }).fill('type:output_text.delta rotterdam')
  await page.getByRole('grid', { name: 'Events' }).getByRole('row').first().click()
  await expect(output(page).locator('strong > mark')).toHaveText('Rotterdam')
})

test('images and sound that came with the answer are there; what lies elsewhere is not fetched', async ({ web }) => {
  const { page } = web
  const violations = await prepareAxe(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const call = { id: 'ig_1', type: 'image_generation_call', output_format: 'png', result: pixel }
  const content = [
    { type: 'output_text', text: 'Here:' },
    { type: 'output_image', image_url: { url: 'https://a.example/x.png' } },
    { type: 'output_audio', b64_json: 'UklGRgAAAABXQVZF', format: 'wav', transcript: 'A beep.' },
    { type: 'output_image', b64_json: 'PHN2Zz4=', mime_type: 'image/svg+xml' },
  ]
  const recorded = await openRecorded(web, [
    { type: 'response.output_item.added', output_index: 0, item: { ...call, result: null } },
    { type: 'response.output_item.done', output_index: 0, item: { ...call, revised_prompt: 'One pixel' } },
    { type: 'response.output_item.done', output_index: 1, item: { id: 'msg_1', type: 'message', content } },
    { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } },
  ])
  const image = output(page).getByRole('img', { name: 'Image of the answer' })
  await expect(image).toHaveCount(1)
  expect(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(1)
  await expect(output(page)).toContainText('One pixel')
  await expect(output(page).getByRole('link', { name: 'https://a.example/x.png' })).toBeVisible()
  await expect(output(page).getByLabel('Sound of the answer')).toBeVisible()
  await expect(output(page)).toContainText('A beep.')
  await expect(output(page)).toContainText('This form of image is not shown.')
  expect(asked.filter((url) => url.includes('a.example'))).toEqual([])
  expect(await violations()).toEqual([])
  await recorded.stop()
  web.complaints.length = 0
})

test('a mebibyte of answer is shown as text, says so, and holds the window no longer than a moment', async ({
  web,
}) => {
  const { page } = web
  await watchLongTasksFromStart(page)
  const recorded = await openRecorded(web, say('A **line** of [many](https://a.example).\n'.repeat(26_000)))
  await expect(output(page)).toContainText('Too long to lay out as Markdown: shown as text.')
  const worst = Math.max(0, ...(await longTasks(page)))
  console.log(`1 MiB of answer opened; worst task ${worst.toFixed(0)} ms`)
  // A machine that is busy with other things takes half of it.
  expect(worst).toBeLessThan(1_500)
  await recorded.stop()
  web.complaints.length = 0
})

test('the rate of a stream is drawn with its times, and leads to the event', async ({ web }) => {
  const { page } = web
  await web.open()
  await web.ask({ model: 'simulator/fallback', input: 'Where is it?', stream: true })
  await page.getByRole('tab', { name: 'Timing' }).click()
  const plot = page.getByRole('button', { name: /^Tokens a second over .*: at least .*, median .*, at most/ })
  await plot.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: 'Events' }).getByRole('row', { selected: true })).toBeVisible()
})
