import { createStore } from 'zustand/vanilla'
import { useStore as useZustand } from 'zustand'
import { host } from '../../host/index'
import { draft, targetOf, type Draft, type Transport } from '../../state/draft'
import { requestSchema } from '../../state/request-schema'
import { findSent, findSession, sayFailure, selectSession, store, type ViewerTab } from '../../state/store'
import { typedKey, writeKey } from '../../state/target'
import { parseCurl, type CurlRequest } from './curl'
import {
  formatBody,
  isObject,
  moveItem,
  parseBody,
  removeAt,
  setAt,
  setModel,
  setScenario,
  setTransport,
  tidy,
  valueAt,
  type Path,
} from '../../views/document'
import { keepSent } from './library'
import { readTarget } from './target'
import type { Mend } from '../../views/rules'

const editBody = (change: (text: string) => string): void => draft.setState(({ body }) => ({ body: change(body) }))

export const writeBody = (body: string): void => draft.setState({ body })
export const chooseModel = (model: string): void => editBody((text) => setModel(text, model))
export const chooseScenario = (name: string | null): void => editBody((text) => setScenario(text, name))
export const chooseTransport = (transport: Transport): void =>
  draft.setState(({ body }) => ({ transport, body: setTransport(body, transport) }))
export const tidyBody = (): void => editBody(tidy)

/** Undefined clears. */
export const writeAt = (path: Path, value: unknown): void =>
  editBody((text) => (value === undefined ? removeAt(text, path) : setAt(text, path, value)))
export const moveAt = (list: Path, from: number, to: number): void => editBody((text) => moveItem(text, list, from, to))
export const appendAt = (list: Path, value: unknown): void =>
  editBody((text) => {
    const items = valueAt(parseBody(text), list)
    return Array.isArray(items) ? setAt(text, [...list, items.length], value) : setAt(text, list, [value])
  })

export const mend = ({ apply }: Mend): void => draft.setState((state) => apply(state))

/** The gateway knows what a request may hold; asked once. */
export async function loadSchema(): Promise<void> {
  if (requestSchema.getState().current !== null) return
  try {
    requestSchema.setState({ current: await host.call('request.schema', {}) })
  } catch (error) {
    sayFailure('The fields of a request could not be read', error)
  }
}

export async function sendDraft(): Promise<void> {
  const state = draft.getState()
  const { transport, body, keepOpen, source } = state
  const requestId = crypto.randomUUID()
  const target = targetOf(state)
  const key = typedKey(target)
  const parent = findSession(store.getState(), source)
  store.setState({ sentRequestId: requestId, notice: null })
  keepSent({ transport, body })
  try {
    await host.call('request.send', {
      requestId,
      transport,
      body,
      ...(target.kind === 'local' ? {} : { target }),
      ...(key === null ? {} : { key }),
      ...(parent === null ? {} : { parent: parent.id }),
      ...(transport === 'websocket' && keepOpen ? { keepOpen } : {}),
    })
    // The gateway has it now: the window need not hold it any longer.
    writeKey('')
    void readTarget()
  } catch (error) {
    store.setState({ sentRequestId: null })
    sayFailure('Not sent', error)
  }
}

export async function stopSent(): Promise<void> {
  const { sentRequestId } = store.getState()
  if (sentRequestId === null) return
  try {
    await host.call('request.stop', { requestId: sentRequestId })
  } catch (error) {
    sayFailure('Not stopped', error)
  }
}

export function openInLive(tab?: ViewerTab): void {
  const session = findSent(store.getState())
  if (!session) return
  selectSession(session.id)
  store.setState({ screen: 'live', ...(tab ? { tab } : {}) })
}

/** What became of a pasted command, until it is dismissed or undone. */
type Pasted = { readonly words: string; readonly before: Draft }
const pasted = createStore<{ readonly current: Pasted | null }>(() => ({ current: null }))
export const usePasted = (): Pasted | null => useZustand(pasted, ({ current }) => current)
export const dismissPasted = (): void => pasted.setState({ current: null })
export function undoPasted(): void {
  const { current } = pasted.getState()
  if (current) draft.setState(current.before)
  dismissPasted()
}

/** False when the text is no curl command, and is left to whoever it was pasted into. */
export function pasteCurl(text: string): boolean {
  const request = parseCurl(text)
  if (request === null) return false
  const body = parseBody(request.body)
  const type = isObject(body) ? body['type'] : null
  const transport = type === 'response.create' ? 'websocket' : body?.['stream'] === true ? 'sse' : 'json'
  pasted.setState({ current: { words: sayPasted(request), before: draft.getState() } })
  const isCompact = body !== null && !request.body.includes('\n')
  draft.setState({ transport, body: isCompact ? formatBody(body) : request.body, source: null, target: 'local' })
  return true
}

function sayPasted({ method, url, headers, missing }: CurlRequest): string {
  const words = [`Read from curl: ${method}${url === null ? '' : ` ${url}`}, sent to this gateway instead.`]
  const names = headers.map(({ name }) => name.toLowerCase()).filter((name) => name !== 'content-type')
  if (names.length > 0) words.push(`Headers left out: ${names.join(', ')}.`)
  if (missing.length > 0)
    words.push(
      `The body is in ${missing.map((m) => (m === '-' ? 'standard input' : m)).join(', ')}, which is not here.`,
    )
  return words.join(' ')
}
