import { describe, expect, it } from 'vitest'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { noLabel } from '#shared/session/label'
import { divisions } from './groups'
import { activeRow, groupOver, groupRows, idsOf } from './rows'

const session = (id: string, startedAt: number, facts: Partial<SessionSummary> = {}): SessionSummary => ({
  ...createSummary({ id, startedAt }),
  model: 'openai/gpt-5-nano',
  turns: 1,
  ...facts,
})

const list = [
  session('d', 4, { clientSessionId: 'desk', turns: 3 }),
  session('c', 3, { parent: 'a', verdict: 'failed', error: 'upstream_error' }),
  session('b', 2, { clientSessionId: 'desk', model: 'x-ai/grok' }),
  session('a', 1),
]

describe('the groups of a list', () => {
  it('are failures by cause, and count those', () => {
    const { groups, count } = divisions.cause(list, {})
    expect(groups).toMatchObject([{ noun: 'failure', reason: 'upstream_error', lastAt: 3 }])
    expect(count).toBe('1 failure, 1 cause')
  })
  it('are chains under the name of their first session, or its model', () => {
    const { groups, count } = divisions.chain(list, {})
    expect(groups).toMatchObject([{ key: 'a', says: 'gpt-5-nano', facts: ['1 resend'], lastAt: 3 }])
    expect(count).toBe('1 chain, 2 alone')
    expect(divisions.chain(list, { a: { ...noLabel, name: 'Order desk' } }).groups[0]?.says).toBe('Order desk')
  })
  it('are what a client gave one session_id, newest first', () => {
    const { groups, count } = divisions.client(list, {})
    expect(groups).toMatchObject([{ says: 'desk', facts: ['4 turns'], code: 'gpt-5-nano, grok', lastAt: 4 }])
    expect(groups[0]?.members.map((member) => member.session.id)).toEqual(['d', 'b'])
    expect(count).toBe('1 id, 2 without')
  })
})

describe('the rows of groups', () => {
  const { groups } = divisions.chain(list, {})
  it('show the sessions of those that are open, set in by how deep they are', () => {
    expect(groupRows(groups, new Set())).toMatchObject([{ kind: 'group', open: false }])
    expect(groupRows(groups, new Set(['a']))).toMatchObject([
      { kind: 'group', open: true },
      { session: { id: 'a' }, level: 2, link: null },
      { session: { id: 'c' }, level: 3, link: 'resend' },
    ])
  })
  it('know the session or the group the reader is on, and the group over a session', () => {
    const rows = groupRows(groups, new Set(['a']))
    expect(idsOf(rows)).toEqual([null, 'a', 'c'])
    expect(activeRow(rows, null, 'c')).toBe(2)
    expect(activeRow(rows, 'a', 'c')).toBe(0)
    expect(activeRow(rows, 'gone', 'c')).toBe(2)
    expect(groupOver(rows, 2)).toBe(0)
  })
})
