import { host } from '../../host/index'
import { sayFailure, store } from '../../state/store'

const body = JSON.stringify({ model: 'simulator/fallback', input: 'Where is order 48213?', stream: true }, null, 2)

export async function sendSimulated(): Promise<void> {
  try {
    await host.call('request.send', { requestId: crypto.randomUUID(), transport: 'sse', body })
  } catch (error) {
    sayFailure('Not sent', error)
  }
}

export const openComposer = (): void => store.setState({ screen: 'compose' })
