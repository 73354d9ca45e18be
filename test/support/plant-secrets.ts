// Puts every kind of credential wherever a gateway could come across one, and counts the places.
import http from 'node:http'
import { WebSocket } from 'ws'
import { field, parseJson } from '#shared/json'
import type { Seed } from './seeded-secrets'
import {
  completedEvent,
  createdEvent,
  deltaEvent,
  sse,
  sseHead,
  startUpstream,
  type ScriptedUpstream,
} from './upstream'

type Said = (seed: Seed) => string

const told: Said = ({ name, value }) => (name === null ? `it is ${value} here` : `${name}=${value}`)
const member = ({ name, value }: Seed) => ({ [name ?? 'note']: value })
const inHead = ({ value }: Seed): boolean => !value.includes('\n')
const headName = ({ name }: Seed): string =>
  name === null
    ? 'x-note'
    : `x-${name
        .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
        .replaceAll('_', '-')
        .toLowerCase()}`

/** Answers a prompt `plant N HOW` with the Nth credential. */
export const startLeakyUpstream = (seeds: readonly Seed[]): Promise<ScriptedUpstream> =>
  startUpstream(
    ({ body }, response) => {
      const [, index, how] = /plant (\d+) (\w+)/.exec(body) ?? []
      const seed = seeds[Number(index)]
      if (!seed) return response.writeHead(500).end()
      const head = inHead(seed) ? { [headName(seed)]: seed.value, 'set-cookie': `sid=${seed.value}` } : {}
      if (how === 'refuse') {
        response.writeHead(400, { 'content-type': 'application/json', ...head })
        return response.end(JSON.stringify({ error: { message: told(seed), code: 'bad', ...member(seed) } }))
      }
      response.writeHead(200, { ...sseHead, ...head })
      const events = [createdEvent, deltaEvent(told(seed)), completedEvent(told(seed))]
      return response.end(events.map(sse).join(''))
    },
    (socket) =>
      socket.on('message', (data) => {
        const [, index] = /plant (\d+)/.exec((data as Buffer).toString()) ?? []
        const seed = seeds[Number(index)]
        if (seed)
          for (const event of [createdEvent, deltaEvent(told(seed)), completedEvent(told(seed))])
            socket.send(JSON.stringify(event))
      }),
  )

export type Planting = { readonly gateway: string; readonly token: string }

/** Returns how many places there were. */
export async function plantSecrets({ gateway, token }: Planting, seeds: readonly Seed[]): Promise<number> {
  let places = 0
  for (const [index, seed] of seeds.entries()) {
    const body = (how: string) => ({
      model: 'openai/gpt-5-nano',
      input: `plant ${index} ${how}, ${told(seed)}`,
      instructions: JSON.stringify(member(seed)),
      metadata: member(seed),
    })
    const ask = (how: string, more: object) =>
      post(`${gateway}/responses?${queryOf(seed)}`, token, seed, { ...body(how), ...more })
    // Query, header, prompt, JSON in a text, field; message, field, two headers of the refusal.
    await ask('refuse', {})
    // The same, and what is streamed and said at the end.
    await ask('answer', { stream: true })
    // A body that is no request, and one that is no JSON.
    await post(`${gateway}/responses`, token, seed, { [seed.name ?? 'note']: seed.value, model: told(seed) })
    await post(`${gateway}/responses`, token, seed, `{"${seed.name ?? 'note'}": "${seed.value}", broken`)
    await talk(gateway, token, seed, { type: 'response.create', ...body('answer') })
    places += 9 + 9 + 3 + 2 + 6 - (inHead(seed) ? 0 : 7)
  }
  return places
}

const queryOf = ({ name, value }: Seed): string => `${name ?? 'note'}=${encodeURI(value)}`

function post(url: string, token: string, seed: Seed, body: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(inHead(seed) ? { [headName(seed)]: seed.value } : {}),
    }
    const request = http.request(url, { method: 'POST', headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
    request.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
}

/** As a client in a browser that puts its key among the subprotocols. */
function talk(gateway: string, token: string, seed: Seed, message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(seed.value)
    const protocols = isToken ? ['realtime', `openai-insecure-api-key.${seed.value}`] : []
    const headers = {
      authorization: `Bearer ${token}`,
      ...(inHead(seed) ? { [headName(seed)]: seed.value } : {}),
    }
    const socket = new WebSocket(`${gateway.replace('http', 'ws')}/responses/ws`, protocols, { headers })
    socket.on('open', () => socket.send(JSON.stringify(message)))
    socket.on('message', (data) => {
      const type = field(parseJson((data as Buffer).toString()), 'type')
      if (type === 'response.completed' || type === 'error' || type === 'response.failed') socket.close()
    })
    socket.on('close', () => resolve())
    socket.on('error', () => reject(new Error(`no socket with ${seed.kind}`)))
  })
}
