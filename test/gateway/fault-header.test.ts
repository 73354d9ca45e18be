// `x-gatescope-fault`: faults for one request, end to end.
import { describe, expect, it } from 'vitest'
import { startTestGateway } from '../support/gateway'

const ask = { model: 'simulator/reply', input: 'hi' }
const order = { provider: { order: ['simulator', 'simulator-spare'] } }
const faulty = (fault: string) => ({ headers: { 'x-gatescope-fault': fault } })

describe('the fault header', () => {
  it('fails one provider of one request, and the next one serves', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post({ ...ask, ...order }, faulty('simulator=429'))
    expect(response.status).toBe(200)
    expect(response.headers.get('x-gateway-provider')).toBe('simulator-spare')
    expect(response.headers.get('x-gateway-rejected')).toBe('simulator=429')
    const plain = await gateway.post({ ...ask, ...order })
    expect(plain.headers.get('x-gateway-provider')).toBe('simulator')
  })
  it('opens a breaker for the router', async () => {
    const gateway = await startTestGateway()
    const fault = 'simulator=breaker-open, simulator-spare=breaker-open'
    const response = await gateway.post(ask, faulty(fault))
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({
      routing_diagnostics: {
        filterStages: expect.arrayContaining([
          expect.objectContaining({ stage: 'health_breaker', afterCount: 0 }),
        ]) as unknown,
      },
    })
  })
  it('cuts a stream at an event', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post({ ...ask, stream: true }, faulty('simulator=cut@event 4'))
    expect(await response.text()).toContain('upstream_stream_truncated')
    expect((await gateway.settled()).verdict).toBe('truncated')
  })
  it('reproduces what only the hosted gateway says', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post(ask, faulty('gateway=key_limit_exceeded'))
    expect(response.status).toBe(429)
    expect(response.headers.get('x-gatescope-fault')).toBe('injected')
    expect(await response.json()).toMatchObject({
      error: 'key_limit_exceeded',
      description: 'This API key has reached its daily request limit (100/100).',
      limit_window: 'daily',
      error_type: 'system',
      error_origin: 'user',
    })
  })
  it.each([
    ['simulator', 'write <provider>=<fault>'],
    ['simulatr=429', 'there is no provider "simulatr"'],
    ['simulator=cutt', 'there is no fault "cutt"'],
  ])('%s is refused by name', async (fault, words) => {
    const gateway = await startTestGateway()
    const response = await gateway.post(ask, faulty(fault))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: 'invalid_fault',
      description: expect.stringContaining(words) as string,
    })
  })
})
