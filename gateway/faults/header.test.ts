import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { forEver } from '#shared/fault/kind'
import { mayInjectFaults, parseFaultHeader } from './header'

describe('the header names provider, fault, place and number', () => {
  it.each<readonly [string, readonly object[]]>([
    ['openai=429', [{ provider: 'openai', status: 429 }]],
    ['openai=429*2', [{ provider: 'openai', status: 429, times: 2 }]],
    ['openai=cut@event 5', [{ provider: 'openai', cut_after_events: 5 }]],
    [' openai = Cut @ event 5 * 3 ', [{ provider: 'openai', cut_after_events: 5, times: 3 }]],
    ['openai=stall', [{ provider: 'openai', stall_ms: forEver }]],
    ['openai=stall@event 0', [{ provider: 'openai', stall_ms: forEver, stall_after_events: 0 }]],
    ['openai=close@event 2', [{ provider: 'openai', close_code: 1011, close_after_events: 2 }]],
    ['openai=200-error', [{ provider: 'openai', error_in_200: true }]],
    ['openai=breaker-open', [{ provider: 'openai', breaker: 'open' }]],
    ['gateway=insufficient_funds', [{ provider: 'gateway', error: 'insufficient_funds' }]],
    [
      'a=refuse, b=crlf,',
      [
        { provider: 'a', connect: 'refuse' },
        { provider: 'b', newline: 'crlf' },
      ],
    ],
    ['', []],
  ])('%j', (text, faults) => expect(parseFaultHeader(text)).toEqual({ ok: true, faults }))
})

describe('a header that cannot be read names its part and the rule', () => {
  it.each<readonly [string, RegExp]>([
    ['openai', /"openai": write <provider>=<fault>\[@event N\]\[\*times\]$/],
    ['=429', /"=429": write </],
    ['openai=', /"openai=": write </],
    ['a=429, openai=cut@3', /"openai=cut@3": write </],
    ['openai=cutt', /there is no fault "cutt"; near: cut, /],
    ['openai=429@event 2', /"429" has no place in the stream; @event goes with stall, cut, /],
    ['openai=200', /status: .*400/],
    ['openai=700', /status: .*599/],
    ['openai=429*0', /times: /],
    ['gateway=insufficient', /there is no fault "insufficient"; near: insufficient_funds/],
    ['gateway=429', /provider: the gateway itself can only refuse/],
    ['openai=gateway_error', /its provider is "gateway"/],
  ])('%j', (text, message) =>
    expect(parseFaultHeader(text)).toEqual({
      ok: false,
      message: expect.stringMatching(new RegExp(`^x-gatescope-fault: .*${message.source}`)),
    }),
  )
  it('also a provider that is not there, where they are known', () => {
    expect(parseFaultHeader('opnai=429', ['simulator', 'openai'])).toMatchObject({
      ok: false,
      message: expect.stringContaining('there is no provider "opnai"; near: openai'),
    })
    expect(parseFaultHeader('gateway=not_ready, openai=429', ['openai'])).toMatchObject({ ok: true })
  })
  it('whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseFaultHeader(text)
        if (!parsed.ok) expect(parsed.message).toMatch(/^x-gatescope-fault: ".+": ./s)
      }),
    )
  })
})

describe('the header is for callers on this machine', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s is', (address) =>
    expect(mayInjectFaults(address)).toBe(true),
  )
  it.each([undefined, '', '10.0.0.1', '::ffff:10.0.0.1', '127.0.0.1.evil', '2001:db8::1', '1127.0.0.1'])(
    '%s is not',
    (address) => expect(mayInjectFaults(address)).toBe(false),
  )
})
