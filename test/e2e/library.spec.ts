// What is kept, as its readers order it: names and tags, many at once, away and back, and everything gone.
import { expect, type Page } from '@playwright/test'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { prepareAxe } from '../support/axe'
import { test } from '../support/browser-console'

test.afterEach(({ web }) => {
  expect(web.complaints).toEqual([])
})

const list = (page: Page) => page.getByRole('grid', { name: 'Sessions, newest first' })
const rows = (page: Page) => list(page).getByRole('row')
const picked = (page: Page) => list(page).getByRole('row', { selected: true })
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter sessions' })
const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']

test('labels by keyboard, filters by tag, deletes several and takes it back', async ({ web }) => {
  const { page } = web
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  for (const input of words) await web.ask({ model: 'simulator/reply', input, stream: true })
  await expect(rows(page)).toHaveCount(5)

  // A name, two tags and a note; the name is the headline, the model stays.
  await list(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('n')
  await page.keyboard.type('Order desk')
  await page.keyboard.press('Tab')
  await page.keyboard.type('slow, customer 118')
  expect(await violations(), 'label form').toEqual([])
  await page.keyboard.press('Enter')
  await expect(rows(page).first()).toContainText('Order desk')
  await expect(rows(page).first()).toContainText('reply')
  await expect(rows(page).first()).toHaveAccessibleName(/named Order desk, tagged slow, customer 118/)
  await expect(list(page)).toBeFocused()

  // Escape keeps what was there.
  await page.keyboard.press('n')
  await page.keyboard.type('Something else')
  await page.keyboard.press('Escape')
  await expect(rows(page).first()).toContainText('Order desk')

  // Two more get one of the tags at once, and a pin.
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(picked(page)).toHaveCount(3)
  await page.keyboard.press('t')
  await page.keyboard.type('slow')
  await page.keyboard.press('Enter')
  await page.keyboard.press('p')
  await expect(rows(page).and(page.getByLabel(/pinned, tagged slow/))).toHaveCount(3)
  expect(await violations(), 'selection').toEqual([])
  await filter(page).fill('tag:slow -tag:"customer 118"')
  await expect(rows(page)).toHaveCount(2)
  await filter(page).fill('')

  // Gone with one key, and back with another.
  await list(page).focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Delete')
  await expect(rows(page)).toHaveCount(3)
  await expect(page.getByText('2 sessions deleted.')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(rows(page)).toHaveCount(5)
  await page.keyboard.press('Control+a')
  await expect(picked(page)).toHaveCount(5)

  // Still there in another window.
  await page.reload()
  await expect(rows(page).and(page.getByLabel(/named Order desk, pinned/))).toHaveCount(1)
})

test('finds words in what was asked and answered, and opens where they are', async ({ web }) => {
  const { page } = web
  await web.open()
  for (const input of words) await web.ask({ model: 'simulator/reply', input: `the ${input} parcel`, stream: true })
  await filter(page).fill('gamma')
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page).locator('mark')).toHaveText('gamma')
  await rows(page).first().click()
  await expect(page.getByRole('region', { name: 'Output' })).toContainText('the gamma parcel')
  await filter(page).fill('zeta')
  await expect(page.getByText('No session matches the filter.')).toBeVisible()
})

test('groups what goes on from one another, and what its client calls one session', async ({ web }) => {
  const { page } = web
  await web.open()
  const first = await web.ask({ model: 'simulator/reply', input: 'one', session_id: 'desk' })
  const { id } = JSON.parse(first) as { id: string }
  await web.ask({ model: 'simulator/reply', input: 'two', session_id: 'desk', previous_response_id: id })
  await web.ask({ model: 'simulator/reply', input: 'three' })
  await expect(rows(page)).toHaveCount(3)
  await page.getByRole('radio', { name: 'Chain' }).click()
  const chains = page.getByRole('treegrid', { name: 'Sessions by chain' })
  await expect(chains.getByRole('row')).toHaveCount(1)
  await chains.getByRole('row').first().click()
  await expect(chains.getByRole('row')).toHaveCount(3)
  await expect(chains.getByRole('row').last()).toContainText('continues')
  await page.getByRole('radio', { name: 'session_id' }).click()
  const ids = page.getByRole('treegrid', { name: 'Sessions by session_id' })
  await expect(ids.getByRole('row')).toHaveAccessibleName(/^2 sessions: desk/)
})

test('deletes everything only when it is told to in so many words', async ({ web }) => {
  const { page } = web
  test.slow()
  const violations = await prepareAxe(page)
  await web.open()
  for (const input of words.slice(0, 3)) await web.ask({ model: 'simulator/reply', input })
  await expect(rows(page)).toHaveCount(3)
  await page.getByRole('button', { name: /· 3 sessions/ }).click()
  await expect(page.getByRole('dialog', { name: 'What is kept' })).toBeVisible()
  expect(await violations(), 'what is kept').toEqual([])
  await page.getByRole('button', { name: 'Delete everything captured…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete everything captured?' })
  await expect(dialog).toContainText('3 sessions with every request, answer and event')
  expect(await violations(), 'delete everything').toEqual([])
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(rows(page)).toHaveCount(3)

  await page.getByRole('button', { name: /· 3 sessions/ }).click()
  await page.getByRole('button', { name: 'Delete everything captured…' }).click()
  await page.keyboard.type('delete')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /ways to begin/ })).toBeVisible()
  await expect(page.getByText('3 sessions deleted for good.')).toBeVisible()
  const kept = readdirSync(path.join(web.serving.data_dir, 'sessions')).filter((name) => /^G-.*\.jsonl$/.test(name))
  expect(kept).toEqual([])
  await page.reload()
  await expect(page.getByRole('heading', { name: /ways to begin/ })).toBeVisible()
})
