// What two runs were asked: their bodies as documents, so that order and spacing make no difference.
import { parseJson } from '#shared/json'
import { diffJson, type Change } from '#shared/json-diff'

export type Pair<T> = { readonly a: T; readonly b: T; readonly same: boolean }

export const pair = <T>(a: T, b: T): Pair<T> => ({ a, b, same: a === b })

export type RequestDiff = {
  readonly changes: readonly Change[]
  /** The texts are not the same, and yet say the same. */
  readonly isRespelt: boolean
  /** False where a body is no JSON: then only the texts can be the same or not. */
  readonly isJson: boolean
  readonly same: boolean
}

export function compareRequests(a: string, b: string): RequestDiff {
  const [before, after] = [parseJson(a), parseJson(b)]
  if (before === undefined || after === undefined)
    return { changes: [], isRespelt: false, isJson: false, same: a === b }
  const changes = diffJson(before, after).filter((change) => !isOnlyName(change))
  return { changes, isRespelt: changes.length === 0 && a !== b, isJson: true, same: changes.length === 0 }
}

/** A conversation that is had again continues responses of its own. */
const isOnlyName = ({ kind, path }: Change): boolean =>
  kind === 'changed' && path.length === 1 && path[0] === 'previous_response_id'
