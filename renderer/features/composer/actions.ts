import { host } from '../../host/index'
import { draft, type Transport } from '../../state/draft'
import { findSent, sayFailure, selectSession, store } from '../../state/store'
import { setModel, setScenario, setTransport, tidy } from './document'

const editBody = (change: (text: string) => string): void => draft.setState(({ body }) => ({ body: change(body) }))

export const writeBody = (body: string): void => draft.setState({ body })
export const chooseModel = (model: string): void => editBody((text) => setModel(text, model))
export const chooseScenario = (name: string | null): void => editBody((text) => setScenario(text, name))
export const chooseTransport = (transport: Transport): void =>
  draft.setState(({ body }) => ({ transport, body: setTransport(body, transport) }))

export const tidyBody = (): void => editBody(tidy)

export async function sendDraft(): Promise<void> {
  const { transport, body } = draft.getState()
  const requestId = crypto.randomUUID()
  store.setState({ sentRequestId: requestId, notice: null })
  try {
    await host.call('request.send', { requestId, transport, body })
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

export function openInLive(): void {
  const session = findSent(store.getState())
  if (!session) return
  selectSession(session.id)
  store.setState({ screen: 'live' })
}
