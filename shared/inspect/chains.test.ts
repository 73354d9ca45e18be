import { describe, expect, it } from 'vitest'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { groupByChain } from './chains'

let clock = 0
const session = (id: string, facts: Partial<SessionSummary> = {}): SessionSummary => ({
  ...createSummary({ id, startedAt: ++clock }),
  ...facts,
})

/** As the list has them: newest first. */
const chainsOf = (...oldestFirst: SessionSummary[]) => groupByChain([...oldestFirst].reverse())
const shapeOf = (...oldestFirst: SessionSummary[]) =>
  chainsOf(...oldestFirst).chains.map(({ members }) =>
    members.map(({ session: { id }, link, depth }) => `${'  '.repeat(depth)}${id}${link === null ? '' : ` ${link}`}`),
  )

describe('chains', () => {
  it('hold what goes on from a response of another session, in one line', () => {
    expect(
      shapeOf(
        session('a', { responses: ['r1'] }),
        session('b', { responses: ['r2', 'r3'], continues: ['r1'] }),
        session('c', { continues: ['r3'] }),
        session('d'),
      ),
    ).toEqual([['a', 'b continues', 'c continues']])
  })
  it('set in what was sent again, what was edited, and a second way on', () => {
    expect(
      shapeOf(
        session('a', { responses: ['r1'] }),
        session('b', { continues: ['r1'] }),
        session('again', { parent: 'a', responses: ['r9'] }),
        session('after again', { continues: ['r9'] }),
        session('edited', { origin: { kind: 'variant', of: 'again' } }),
        session('fork', { continues: ['r1'] }),
      ),
    ).toEqual([
      ['a', '  again resend', '    edited variant', '  after again continues', '  fork continues', 'b continues'],
    ])
  })
  it('stand in the order something happened in them last, and the rest is counted', () => {
    const { chains, alone } = chainsOf(
      session('a'),
      session('x'),
      session('b', { parent: 'x' }),
      session('c', { parent: 'a' }),
      session('d', { parent: 'gone' }),
    )
    expect(chains.map(({ key }) => key)).toEqual(['a', 'x'])
    expect(alone).toBe(1)
  })
  it('lose no session to a circle', () => {
    const { chains, alone } = chainsOf(
      session('a', { responses: ['ra'], continues: ['rb'] }),
      session('b', { responses: ['rb'], continues: ['ra'] }),
      session('self', { parent: 'self' }),
    )
    expect(chains.map(({ members }) => members.length)).toEqual([2])
    expect(alone).toBe(1)
  })
  it('may be as long as an agent talks', () => {
    const talk = Array.from({ length: 20_000 }, (_, i) =>
      session(`s${i}`, { responses: [`r${i}`], continues: [`r${i - 1}`] }),
    )
    const { chains } = chainsOf(...talk)
    expect(chains).toHaveLength(1)
    expect(chains[0]?.members.at(-1)).toMatchObject({ session: { id: 's19999' }, depth: 0 })
  })
})
