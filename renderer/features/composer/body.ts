// Edits of the request text. What does not parse is left as it is: sending broken requests is a purpose of this tool.
import type { Transport } from '../../state/draft'

type Json = Record<string, unknown>

export const scenarioKey = 'gatescope_scenario'

export function parseBody(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
  } catch {
    return null
  }
}

const edit = (text: string, change: (body: Json) => Json): string => {
  const body = parseBody(text)
  return body === null ? text : formatBody(change(body))
}

export const formatBody = (body: unknown): string => JSON.stringify(body, null, 2)

/** Each transport says in its own way that it streams: `stream` over HTTP, `type` on a socket. */
export function setTransport(text: string, transport: Transport): string {
  return edit(text, ({ type, stream: _stream, ...rest }) => {
    const kept = type === undefined || type === 'response.create' ? rest : { type, ...rest }
    if (transport === 'websocket') return { type: 'response.create', ...rest }
    return transport === 'sse' ? { ...kept, stream: true } : kept
  })
}

export const setModel = (text: string, model: string): string =>
  edit(text, (body) => ('model' in body ? { ...body, model } : { model, ...body }))

export function setScenario(text: string, scenario: string | null): string {
  return edit(text, ({ metadata, ...rest }) => {
    const { [scenarioKey]: _old, ...others } = asObject(metadata)
    const next = scenario === null ? others : { ...others, [scenarioKey]: scenario }
    return Object.keys(next).length === 0 ? rest : { ...rest, metadata: next }
  })
}

export function readModel(text: string): string | null {
  const model = parseBody(text)?.['model']
  return typeof model === 'string' ? model : null
}

export function readScenario(text: string): string | null {
  const scenario = asObject(parseBody(text)?.['metadata'])[scenarioKey]
  return typeof scenario === 'string' ? scenario : null
}

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
