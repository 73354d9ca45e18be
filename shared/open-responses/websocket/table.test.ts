import { afterAll, describe, expect, it } from 'vitest'
import { type BridgeEvent } from '#shared/open-responses/websocket/state'
import {
  create,
  routed,
  opened,
  closed,
  done,
  run,
  kinds,
  effectOf,
  expectEveryRow,
  flying,
  replyTo,
} from '../../../test/support/bridge'

afterAll(() =>
  expectEveryRow(
    'routed',
    'send_failed',
    'turn_expired',
    'client_too_slow',
    'message_too_large',
    'leg_aged',
    'drain',
    'drain_expired',
    'client_closed',
  ),
)

describe('the upstream is opened at the first turn and kept', () => {
  it('route, dial, send', () => {
    expect(run(create()).effects).toEqual([{ type: 'route', turn: 1, model: 'openai/gpt-5' }])
    const dialled = run(create(), routed())
    expect(dialled.effects).toEqual([{ type: 'dial', turn: 1, attempt: 1, candidate: 0, afterMs: 0 }])
    expect(dialled.state.leg).toBe('dialling')
    const { state, effects } = run(...flying())
    expect(effects).toEqual([{ type: 'send', turn: 1, attempt: 1, payload: state.flight?.payload }])
    expect(state.leg).toBe('open')
  })
  it('the second turn is sent at once, unless it leads elsewhere', () => {
    expect(run(...flying(), done, create(), routed(1, true)).effects).toMatchObject([{ type: 'send', turn: 2 }])
    expect(run(...flying(), done, create(), routed()).effects).toMatchObject([
      { type: 'hang_up', code: 1000, reason: 'reconnecting' },
      { type: 'dial', turn: 2 },
    ])
  })
  it('nothing is sent when nothing was asked', () => {
    expect(run(routed()).effects).toEqual([])
  })
})

describe('what breaks a session', () => {
  it('a turn that cannot be written closes the client’s socket, after it was told', () => {
    const first = run(...flying(), { type: 'send_failed' })
    expect(kinds(first)).toEqual(['settle', 'reply', 'hang_up', 'close_client'])
    expect(effectOf(first, 'reply').error).toMatchObject({ status: 502, error: { code: 'upstream_send_failed' } })
    expect(effectOf(first, 'close_client')).toMatchObject({ code: 1011, reason: 'upstream_send_failed' })
    const again = run(...flying(), closed(), opened, { type: 'send_failed' })
    expect(effectOf(again, 'reply').error).toMatchObject({
      status: 500,
      error: {
        code: 'upstream_reconnect_send_failed',
        message: 'Failed to resend request after websocket reconnect.',
      },
    })
    expect(run({ type: 'send_failed' }).effects).toEqual([])
  })
  it('a turn without an end meets its limit', () => {
    const expired: BridgeEvent = { type: 'turn_expired', ms: 600_000 }
    expect(kinds(run(...flying(), expired))).toEqual(['settle', 'reply', 'hang_up'])
    expect(effectOf(run(...flying(), expired), 'settle').how).toBe('timeout')
    expect(kinds(run(create(), expired))).toEqual(['settle', 'reply'])
    expect(run(expired).effects).toEqual([])
  })
  it('a message that is not even read is answered', () => {
    expect(replyTo({ type: 'message_too_large', limitMiB: 64 })).toMatchObject({
      turn: 1,
      status: 400,
      code: 'payload_too_large',
      message: 'The message is larger than 64 MiB.',
      param: 'input',
    })
  })
  it('a client that does not read is told, then let go', () => {
    const slow: BridgeEvent = { type: 'client_too_slow' }
    expect(kinds(run(...flying(), slow))).toEqual(['settle', 'reply', 'hang_up', 'close_client'])
    expect(run(slow).effects).toEqual([{ type: 'close_client', code: 1013, reason: 'client_too_slow' }])
  })
})

describe('what ends a session', () => {
  const gone = (by: 'client' | 'gateway' = 'client'): BridgeEvent => ({ type: 'client_closed', by })
  const hangUp = { type: 'hang_up', code: 1000, reason: 'client_closed' }
  it('a client that closes in flight: the turn is aborted, then the upstream closed', () => {
    const { state, effects } = run(...flying(), gone())
    expect(effects).toMatchObject([{ type: 'settle', turn: 1, how: 'aborted' }, hangUp])
    expect(state).toMatchObject({ flight: null, leg: 'none' })
    expect(run(...flying(), gone('gateway')).effects).toMatchObject([{ type: 'settle', how: 'cut' }, hangUp])
    expect(run(create(), routed(), gone()).effects).toMatchObject([{ type: 'settle' }, hangUp])
  })
  it('idle: only the upstream is closed; before any turn nothing is left to do', () => {
    expect(run(...flying(), done, gone()).effects).toEqual([hangUp])
    expect(run(gone()).effects).toEqual([])
  })
  it('an idle leg is given up with age, one in use is not', () => {
    const aged: BridgeEvent = { type: 'leg_aged' }
    expect(run(...flying(), done, aged)).toMatchObject({ effects: [{ reason: 'rotating' }], state: { leg: 'none' } })
    expect(run(...flying(), aged).effects).toEqual([])
    expect(run(aged).effects).toEqual([])
  })
  it('a gateway that stops lets turns end, for a while', () => {
    const away = { type: 'close_client', code: 1001, reason: 'gateway_closing' }
    expect(run({ type: 'drain' }).effects).toEqual([away])
    expect(run(...flying(), { type: 'drain' }).effects).toEqual([])
    expect(run(...flying(), { type: 'drain' }, done).effects.at(-1)).toEqual(away)
    const late = run(...flying(), { type: 'drain' }, { type: 'drain_expired' })
    expect(kinds(late)).toEqual(['settle', 'reply', 'hang_up', 'close_client'])
    expect(late.effects.at(-1)).toEqual(away)
    expect(run({ type: 'drain_expired' }).effects).toEqual([])
  })
})
