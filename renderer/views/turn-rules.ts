// What the gateway would say to one message on a websocket, by the table it goes by itself (GATEWAY.md 5.2, 5.3).
import { CreateMessage, refuseMessage } from '#shared/open-responses/websocket/create-message'
import {
  documentedRules,
  initialBridge,
  openResponsesRules,
  type BridgeRules,
  type BridgeState,
  type ErrorEvent,
} from '#shared/open-responses/websocket/state'
import { nearest } from '#shared/nearest'
import { parseBody, removeAt, setAt } from './document'
import { differs, edit, refuse, type Gateway, type Mend, type Rule } from './rules'

const example = 'openai/gpt-5-nano'

export function rulesOf({ profile, bridge }: Pick<Gateway, 'profile' | 'bridge'>): BridgeRules {
  return { ...(profile === 'open-responses' ? openResponsesRules : documentedRules), openaiOnly: !bridge }
}

/** `state` is that of the socket it is for: without one, a socket that is opened for it. */
export function checkTurn(text: string, gateway: Gateway, state: BridgeState = initialBridge): Rule[] {
  const rules = rulesOf(gateway)
  const message = new CreateMessage(text, rules)
  const refusal = refuseMessage(message, state, rules)
  if (!refusal) return forcedFields(text)
  const { error } = refusal
  return refuse(error.code, sayRefusal(error.message, message), mendTurn(error, message, gateway, state))
}

const sayRefusal = (words: string, { model, provider }: CreateMessage): string =>
  /only OpenAI/.test(words)
    ? `Sockets of this gateway serve models of OpenAI only. ${model} ${provider === '' ? 'names no provider' : 'is none'}.`
    : `${words.replace(/\.$/, '')}.`.replace(/^[a-z]/, (letter) => letter.toUpperCase())

function mendTurn(
  { code, param }: ErrorEvent['error'],
  message: CreateMessage,
  { models }: Gateway,
  state: BridgeState,
): Mend[] {
  const withModel = (model: string) => [edit(`Use ${model}`, (text) => setAt(text, ['model'], model, true))]
  if (code === 'model_mismatch' && state.model !== null) return withModel(state.model)
  if (code !== 'invalid_response_create' || message.fields === null) return []
  if (message.fields['type'] !== 'response.create') {
    return [edit('Set type', (text) => setAt(text, ['type'], 'response.create', true))]
  }
  if (param === 'stream_id') return [edit('Remove stream_id', (text) => removeAt(text, ['stream_id']))]
  const own = models.filter((id) => id.startsWith('openai/'))
  return withModel(nearest(`openai/${message.name}`, own) || example)
}

function forcedFields(text: string): Rule[] {
  const body = parseBody(text)
  if (body === null) return []
  const dropped = ['stream', 'stream_options', 'background'].filter((key) => body[key] !== undefined)
  const forced = body['store'] === true ? ['The gateway forces store to false on websockets.'] : []
  const removed = dropped.length === 0 ? [] : [`The gateway takes ${dropped.join(', ')} out on websockets.`]
  const keys = [...dropped, ...(forced.length > 0 ? ['store'] : [])]
  if (keys.length === 0) return []
  const clear = edit(`Clear ${keys.join(', ')}`, (now) => keys.reduce((left, key) => removeAt(left, [key]), now))
  return [differs('websocket', [...removed, ...forced].join(' '), [clear])]
}
