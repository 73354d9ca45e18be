// What Gemini attaches to a part and the Responses API has no field for: ids of calls, which older models do not give, and
// thought signatures, which newer ones demand back (https://ai.google.dev/gemini-api/docs/thought-signatures).
import { isFields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'

/** The id a call gets when the model gave none (GATEWAY.md 7.6). */
export const madeUpId = (name: string, index: number): string => `${name}_${index}`

/** Whether the id is one we made up: the model never said it, so it does not hear it. */
export const isMadeUp = (callId: string, name: string): boolean =>
  callId.startsWith(`${name}_`) && /^\d+$/.test(callId.slice(name.length + 1))

/** For a function that no call before its result names. */
export const nameFrom = (callId: string): string => callId.replace(/_\d+$/, '') || 'unknown'

/** A signature belongs to one part: a call by its id, or a part of another kind. `empty`: a text part without any text. */
export type Signature =
  | { readonly value: string; readonly callId: string }
  | { readonly value: string; readonly of: 'thought' | 'text' | 'empty' | 'media' }

/**
 * Signatures travel as the `encrypted_content` of a reasoning item, which clients send back with the conversation; an
 * unknown field of a call is lost in clients that rebuild their items. It says whose it is: another provider's encrypted
 * content would be refused, and Gemini wants each signature in the very part it came with.
 */
export const encodeSignature = ({ value, ...place }: Signature): string =>
  JSON.stringify({ thoughtSignature: value, ...place })

/** Null for the encrypted content of any other provider. */
export function readSignature(encrypted: string | null): Signature | null {
  const read = encrypted === null ? null : parseJson(encrypted)
  if (!isFields(read) || typeof read['thoughtSignature'] !== 'string') return null
  const value = read['thoughtSignature']
  if (typeof read['callId'] === 'string') return { value, callId: read['callId'] }
  const of = read['of']
  return of === 'thought' || of === 'text' || of === 'empty' || of === 'media' ? { value, of } : null
}

/** The generation of a model by its name: `gemini-2.5-pro` is of the second. Null for any other name. */
export function generationOf(model: string): number | null {
  const digits = /(?:^|\/)gemini-(\d+)/.exec(model)?.[1]
  return digits === undefined ? null : Number(digits)
}
