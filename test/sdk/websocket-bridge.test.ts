// The real openai SDK's websocket class against models whose provider has no websocket.
import OpenAI from 'openai'
import { ResponsesWS } from 'openai/resources/responses/ws'
import type { Response } from 'openai/resources/responses/responses'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestGateway, token } from '../support/gateway'

describe('the openai SDK on a websocket', () => {
  it.each([
    ['a provider’s own socket, in the documented profile', 'openai/gpt-5-nano', {}],
    ['a provider’s own socket, under the bare name', 'gpt-5-nano', { profile: 'open-responses' }],
    ['the bridge over SSE', 'simulator/reply', { websocket_bridge: true }],
    [
      'the bridge over SSE, for third parties',
      'simulator/fallback',
      { websocket_bridge: true, profile: 'open-responses' },
    ],
  ])('talks three turns over %s, each continued from the last', async (_, model, settings) => {
    const gateway = await startTestGateway({ config: { gateway: settings } })
    const socket = new ResponsesWS(new OpenAI({ baseURL: gateway.url, apiKey: token, maxRetries: 0 }))
    onTestFinished(() => socket.close())
    const ids: string[] = []
    for (const input of ['one', 'two', 'three']) {
      const done = new Promise<Response>((resolve, reject) => {
        socket.once('response.completed', (event) => resolve(event.response))
        socket.once('error', reject)
      })
      const previous_response_id = ids.at(-1) ?? null
      socket.send({ type: 'response.create', model, input, previous_response_id } as Parameters<typeof socket.send>[0])
      const response = await done
      expect(response.status).toBe('completed')
      expect(response.output.length).toBeGreaterThan(0)
      ids.push(response.id)
    }
    expect(new Set(ids).size).toBe(3)
  })
})
