// Choosing where the draft goes. The gateway says what it makes of it, because only the gateway holds keys.
import { host } from '../../host/index'
import { draft, targetOf, type TargetKind } from '../../state/draft'
import { sayFailure } from '../../state/store'
import { keepReading } from '../../state/target'

export const chooseTarget = (target: TargetKind): void => draft.setState({ target })
export const writeBaseUrl = (baseUrl: string): void => draft.setState({ baseUrl })

export async function readTarget(): Promise<void> {
  const target = targetOf(draft.getState())
  if (target.kind === 'local') return
  try {
    const reading = await host.call('target.read', { target })
    // What was typed since has been asked anew.
    if (JSON.stringify(targetOf(draft.getState())) === JSON.stringify(target)) keepReading(reading)
  } catch (error) {
    sayFailure('The target could not be read', error)
  }
}

export async function forgetKey(): Promise<void> {
  try {
    await host.call('target.forget', { target: targetOf(draft.getState()) })
  } catch (error) {
    sayFailure('The key was not forgotten', error)
  }
  await readTarget()
}
