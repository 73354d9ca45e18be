// A refusal in Google's words: `google.rpc.Status` (https://google.aip.dev/193), whose details say which field or quota.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { field, parseJson } from '#shared/json'
import { decodeError as decodeWords } from '../../dialects/error'
import type { UpstreamError } from '../provider'

export function decodeError(status: number, body: string): UpstreamError {
  const words = decodeWords(status, body)
  const root = parseJson(body)
  const details = detailsOf(field(Array.isArray(root) ? root[0] : root, 'error'))
  const violation = firstOf(details, 'fieldViolations') ?? firstOf(details, 'violations')
  const reason = details.find((detail) => typeof detail['reason'] === 'string')?.['reason']
  const param = cut(violation?.['field'])
  return {
    ...words,
    description: words.description ?? cut(violation?.['description']) ?? cut(reason) ?? param,
    param: words.param ?? param,
  }
}

/** The same inside an answer with status 200. */
export function describeError({ status, code, message }: Fields): { readonly code: string; readonly message: string } {
  const named = [status, code].find((word) => typeof word === 'string' && word !== '')
  const numbered = typeof code === 'number' ? String(code) : 'server_error'
  return {
    code: cut(named) ?? numbered,
    message: typeof message === 'string' && message !== '' ? message : 'The provider reported an error.',
  }
}

function detailsOf(error: unknown): Fields[] {
  const details = field(error, 'details')
  return Array.isArray(details) ? details.filter(isFields) : []
}

function firstOf(details: readonly Fields[], key: string): Fields | undefined {
  const list = details.map((detail) => detail[key]).find(Array.isArray)
  return list?.find(isFields)
}

const cut = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value.slice(0, 240) : null)
