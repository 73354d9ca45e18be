// What a gateway recorded of a client that is gone again.
import { field, parseJson } from '#shared/json'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { parseEvent } from '#shared/open-responses/events'
import type { SessionSummary } from '#shared/session/summary'
import type { TestGateway } from './gateway'

/** All sessions, oldest first, once there are so many and all of them are closed and stored. */
export async function recordedSessions(gateway: TestGateway, count: number): Promise<readonly SessionSummary[]> {
  return new Promise((resolve) => {
    const look = async () => {
      const { sessions } = await gateway.handlers['sessions.list']({ limit: 100 })
      if (sessions.length < count || !sessions.every((s) => s.closed && s.stored === s.frames)) return
      stop()
      resolve([...sessions].sort((a, b) => a.startedAt - b.startedAt))
    }
    const stop = gateway.on('sessions.changed', () => void look())
    void look()
  })
}

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

export type RecordedTurn = {
  readonly request: Fields
  /** Items of its `input`. */
  readonly items: readonly unknown[]
  readonly types: readonly string[]
  /** The response of its last event; empty where that has none. */
  readonly response: Fields
}

/** A session turn by turn, as its client saw it. */
export async function recordedTurns(gateway: TestGateway, { id }: SessionSummary): Promise<readonly RecordedTurn[]> {
  const frames = await gateway.frames(id)
  return frames.flatMap((sent) => {
    if (sent.kind !== 'sent') return []
    const events = frames.flatMap((f) => (f.kind === 'received' && f.turn === sent.turn ? [parseEvent(f.text)] : []))
    const request = fieldsOf(parseJson(sent.text))
    return {
      request,
      items: Array.isArray(request['input']) ? request['input'] : [],
      types: events.map((event) => String(field(event, 'type'))),
      response: fieldsOf(field(events.at(-1), 'response')),
    }
  })
}
