import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import { readSurfaced } from '#shared/diagnostics/surfaced'
import sample from '../../../test/diagnostics/sample.json'
import { mark } from '../../../test/support/marks'
import { Attempts } from './attempts'
import { Details } from './details'
import { layFunnel } from './funnel'
import { FunnelView } from './funnel-view'
import { VerdictHead } from './verdict-head'

test('whatever the documented envelope holds is on the page, or one press away', () => {
  const marks: string[] = []
  const explanation = explain(mark(sample, marks))
  const funnel = layFunnel(explanation)
  const page = [
    createElement(VerdictHead, { explanation, isUnderWay: false, waitMs: null, retryAt: null, sendAgain: null }),
    funnel && createElement(FunnelView, { funnel, note: null, actions: null, onProvider: () => {} }),
    createElement(Attempts, {
      attempts: explanation.attempts,
      verdict: explanation.verdict,
      spanOf: () => null,
      rawOf: () => null,
      known: null,
      surfaced: readSurfaced(explanation),
    }),
    createElement(Details, { explanation }),
  ].map((part) => renderToStaticMarkup(part))
  // The raw answers are folded.
  const folded = explanation.attempts.map(({ preview }) => preview).join(' ')
  expect(marks.length).toBeGreaterThan(45)
  expect(marks.filter((one) => ![...page, folded].join(' ').includes(one))).toEqual([])
})
