import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import sample from '../../../test/diagnostics/sample.json'
import { Attempts } from './attempts'
import { Details } from './details'
import { layFunnel } from './funnel'
import { FunnelView } from './funnel-view'
import { VerdictHead } from './verdict-head'

/** Every leaf becomes a value that stands nowhere else. */
function mark(value: unknown, marks: string[]): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => mark(one, marks))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner, marks)]))
  if (typeof value === 'boolean') return value
  const own = typeof value === 'number' ? 700_000 + marks.length : `mark-${marks.length}-end`
  marks.push(String(own))
  return own
}

test('whatever the documented envelope holds is on the page, or one press away', () => {
  const marks: string[] = []
  const explanation = explain(mark(sample, marks))
  const funnel = layFunnel(explanation)
  const page = [
    createElement(VerdictHead, { explanation, isUnderWay: false, waitMs: null, retryAt: null }),
    funnel && createElement(FunnelView, { funnel, note: null, actions: null, onProvider: () => {} }),
    createElement(Attempts, {
      attempts: explanation.attempts,
      verdict: explanation.verdict,
      spanOf: () => null,
      rawOf: () => null,
    }),
    createElement(Details, { explanation }),
  ].map((part) => renderToStaticMarkup(part))
  // The raw answers are folded.
  const folded = explanation.attempts.map(({ preview }) => preview).join(' ')
  expect(marks.length).toBeGreaterThan(45)
  expect(marks.filter((one) => ![...page, folded].join(' ').includes(one))).toEqual([])
})
