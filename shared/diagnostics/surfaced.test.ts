import { describe, expect, it } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import { readSurfaced } from '#shared/diagnostics/surfaced'

const sample = (provider: string, status: number, message: string | null) => ({
  provider,
  status,
  upstream_error_message: message,
})
const surfaced = (description: string, ...failure_sample: object[]) =>
  readSurfaced(explain({ error: 'upstream_error', status_code: 502, description, failure_sample }))

describe('of several failures', () => {
  it('the one that the answer repeats is told, the others are kept', () => {
    const words = 'All 2 attempts failed. Upstream message: Bad key.'
    expect(surfaced(words, sample('a', 401, 'Bad key'), sample('b', 429, 'Slow down'))).toEqual([true, false])
  })
  it('nothing is said where the answer repeats all of them, or none', () => {
    const [a, b] = [sample('a', 401, 'Bad key'), sample('b', 429, 'Slow down')]
    expect(surfaced('Bad key, then Slow down', a, b)).toEqual([null, null])
    expect(surfaced('It failed.', a, b)).toEqual([null, null])
  })
  it('one without words of its own is neither', () => {
    const words = 'Upstream message: Bad key.'
    const [first, second, third] = [sample('a', 401, 'Bad key'), sample('b', 500, null), sample('c', 429, 'Slow')]
    expect(surfaced(words, first, second, third)).toEqual([true, null, false])
  })
  it('a long message that was cut is still known', () => {
    const long = 'The key was refused because '.repeat(20)
    const words = `Upstream message: ${long.slice(0, 179)}...`
    expect(surfaced(words, sample('a', 401, long), sample('b', 429, 'Slow down'))).toEqual([true, false])
  })
})
