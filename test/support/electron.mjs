// Which Electron the tests run on. Looking never fetches; preparing may.
import { fetchOwnElectron, findOwnElectron } from '../../electron/tooling/own-electron.mjs'
import { explainNoStandIn, fetchStandIn, findStandIn } from '../../electron/tooling/stand-in.mjs'

/** @typedef {import('../../electron/tooling/own-electron.mjs').Electron} Electron */

/** @returns {Electron | null} */
export const findElectron = () => findOwnElectron() ?? (explainNoStandIn() ? null : findStandIn())

/**
 * @param {(line: string) => void} say
 * @returns {Promise<{ readonly electron: Electron } | { readonly reason: string }>}
 */
export async function prepareElectron(say) {
  const present = findElectron()
  if (present) return { electron: present }
  const own = await fetchOwnElectron(say)
  if (own) return { electron: own }
  const reason = explainNoStandIn()
  if (reason) return { reason: `Electron could not be fetched, and ${reason}` }
  try {
    return { electron: fetchStandIn(say) }
  } catch (error) {
    return { reason: `no Electron could be fetched: ${error instanceof Error ? error.message : String(error)}` }
  }
}
