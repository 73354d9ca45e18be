// HAR files with anything in any place: what is read of them is frames, what is not is said, and nothing is thrown.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkFrame } from '#shared/session/check-frame'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import { readHarText } from '../support/portable'

type Place = { readonly holder: Record<string, unknown>; readonly key: string }

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])])
}

const files = ['chrome.har', 'firefox.har', 'http-toolkit.har', 'mitmproxy.har'].map((name) =>
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/har', name), 'utf8'),
)
const odd = fc.oneof(
  fc.constantFrom(null, -1, 1e300, '', '\uD800', 'data: {}\n\n', '__proto__', [], {}, [[]], [null]),
  fc.jsonValue({ maxDepth: 2 }),
)
const changes = fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 })

it('whatever stands in whatever field', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(files.length - 1), changes, async (file, list) => {
      const har: unknown = JSON.parse(files[file] ?? '')
      for (const [pick, value] of list) {
        const places = placesIn(har)
        const place = places[pick % places.length]
        if (place) place.holder[place.key] = structuredClone(value)
      }
      const { sessions, skipped } = await readHarText(JSON.stringify(har))
      for (const { frames } of sessions) {
        for (const frame of frames) expect(checkFrame(frame, frame.seq)).toMatchObject({ ok: true })
        frames.reduce(applyFrame, createSummary({ id: 'G-1', startedAt: 0 }))
      }
      for (const { what, why } of skipped) expect([what, why]).not.toContain('')
    }),
    { numRuns: 400 },
  )
})
