// Whether a provider takes its key, in words. Only an answer that says so counts: a server without a list of models, or one that
// is busy, has said nothing about the key.
import type { KeyTest } from '#shared/contract/providers'
import type { Provider } from '../config/catalogue'
import type { Document } from '../upstream/get'
import { askForModels } from './ask'

/** Google answers 400 to a key that is none. 402: the key is good, and its account is not. */
const refusing: ReadonlySet<number> = new Set([400, 401, 403])

/** Never rejects. `monotonic` gives milliseconds. */
export async function testKey(provider: Provider, monotonic: () => number): Promise<KeyTest> {
  const began = monotonic()
  const document = await askForModels(provider)
  return { ...judge(provider.label, document), ms: Math.round(monotonic() - began) }
}

type Judged = Omit<KeyTest, 'ms'>

function judge(label: string, document: Document): Judged {
  if (!document.ok) {
    const message = `${label} could not be reached: ${document.failure.message}`
    return { outcome: 'unreachable', status: null, message }
  }
  const { status } = document
  if (status >= 200 && status < 300)
    return { outcome: 'accepted', status, message: `${label} accepted the key (status ${status}).` }
  if (refusing.has(status))
    return { outcome: 'refused', status, message: `${label} refused the key with status ${status}.` }
  const message = `${label} answered with status ${status}, which says nothing about the key.`
  return { outcome: 'undecided', status, message }
}

export const notTested = (message: string): KeyTest => ({ outcome: 'not_tested', status: null, ms: null, message })
