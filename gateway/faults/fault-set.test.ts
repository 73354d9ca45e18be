import { describe, expect, it } from 'vitest'
import { faultSchema, type Fault } from '#shared/fault/schema'
import { FaultSet, matchFaults, type Occasion } from './fault-set'

const faultOf = (fields: object): Fault => faultSchema.parse({ provider: 'a', ...fields })
const occasion: Occasion = { place: 'http', provider: 'a', attempt: 1, model: 'lab/m', seed: 'G-1' }
const matches = (fault: object, more: Partial<Occasion> = {}, left: number | null = null): boolean =>
  matchFaults([{ id: 'fault_1', fault: faultOf(fault), left }], { ...occasion, ...more }).length === 1

describe('a fault happens', () => {
  it.each<readonly [object, Partial<Occasion>, boolean]>([
    [{ status: 500 }, {}, true],
    [{ status: 500 }, { provider: 'b' }, false],
    [{ status: 500 }, { place: 'websocket' }, true],
    [{ status: 500, model: 'lab/m' }, {}, true],
    [{ status: 500, model: 'm' }, {}, false],
    [{ status: 500, attempt: 1 }, {}, true],
    [{ status: 500, attempt: 2 }, {}, false],
    [{ status: 500, attempt: 2 }, { attempt: 2 }, true],
    [{ newline: 'cr' }, {}, true],
    [{ newline: 'cr' }, { place: 'websocket' }, false],
    [{ close_code: 1011 }, {}, false],
    [{ close_code: 1011 }, { place: 'websocket' }, true],
    [{ breaker: 'open' }, {}, false],
    [{ breaker: 'open' }, { place: 'routing', provider: null, attempt: null }, true],
    [{ breaker: 'open', attempt: 2 }, { place: 'routing', provider: null, attempt: null }, true],
    [{ provider: 'gateway', error: 'gateway_error' }, { place: 'gateway', provider: 'gateway' }, true],
    [{ status: 500, probability: 1 }, {}, true],
    [{ status: 500, probability: 0 }, {}, false],
  ])('%j on %j: %j', (fault, more, happens) => expect(matches(fault, more)).toBe(happens))
  it('and none that is used up', () => {
    expect(matches({ status: 500 }, {}, 1)).toBe(true)
    expect(matches({ status: 500 }, {}, 0)).toBe(false)
  })
})

describe('a probability', () => {
  const seeds = Array.from({ length: 2_000 }, (_, i) => `G-${i}`)
  const drawn = (probability: number) => seeds.filter((seed) => matches({ status: 500, probability }, { seed }))
  it('is met by about that share of the requests', () => {
    expect(drawn(0.25).length / seeds.length).toBeCloseTo(0.25, 1)
  })
  it('is the same for the same request, and its own for each attempt', () => {
    expect(drawn(0.5)).toEqual(drawn(0.5))
    const second = seeds.filter((seed) => matches({ status: 500, probability: 0.5 }, { seed, attempt: 2 }))
    expect(second).not.toEqual(drawn(0.5))
  })
})

describe('a set of faults', () => {
  const statusOf = (set: FaultSet, more: Partial<Occasion> = {}) =>
    set.forRequest(occasion).take({ ...occasion, place: 'http', provider: 'a', attempt: 1, ...more })?.status
  it('gives the first that happens, as often as it may', () => {
    const set = new FaultSet([faultOf({ status: 429, times: 2 }), faultOf({ status: 500 })])
    expect([statusOf(set), statusOf(set), statusOf(set), statusOf(set)]).toEqual([429, 429, 500, 500])
    expect(set.list().map(({ left }) => left)).toEqual([0, null])
  })
  it('counts no use of a fault that did not happen', () => {
    const set = new FaultSet([faultOf({ status: 429, times: 1 })])
    expect(statusOf(set, { provider: 'b' })).toBeUndefined()
    expect(statusOf(set)).toBe(429)
  })
  it('grows and shrinks, and never gives an id twice', () => {
    const set = new FaultSet()
    expect([set.isEmpty, statusOf(set)]).toEqual([true, undefined])
    const { id } = set.add(faultOf({ status: 503 }))
    expect(statusOf(set)).toBe(503)
    expect([set.remove(id), set.remove(id), statusOf(set)]).toEqual([true, false, undefined])
    expect(set.add(faultOf({ status: 503 })).id).not.toBe(id)
  })
  it('is met after the faults of the request itself, which are its own', () => {
    const set = new FaultSet([faultOf({ status: 500 })])
    const request = set.forRequest(occasion, [faultOf({ status: 418, times: 1 })])
    const take = () => request.take({ place: 'http', provider: 'a', attempt: 1 })?.status
    expect([take(), take(), statusOf(set)]).toEqual([418, 500, 500])
    expect(set.list()).toHaveLength(1)
  })
})
