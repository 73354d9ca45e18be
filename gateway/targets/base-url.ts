// Where the console may send a request to, checked before anything is sent. Whatever is wrong with it is said in words that
// name the rule, and never repeat what may be a credential.

export type BaseUrl = {
  /** Without a slash at its end. */
  readonly url: string
  readonly origin: string
  readonly host: string
}

export type ReadBaseUrl =
  | { readonly ok: true; readonly baseUrl: BaseUrl }
  | { readonly ok: false; readonly message: string }

const refuse = (message: string): ReadBaseUrl => ({ ok: false, message: `Base URL ${message}` })

export function readBaseUrl(text: string): ReadBaseUrl {
  const trimmed = text.trim()
  if (trimmed === '') return refuse('is missing.')
  if (!/^https?:\/\//i.test(trimmed)) return refuse('must begin with http:// or https://.')
  const url = parseUrl(trimmed)
  if (url === null) return refuse('is no URL: after http:// or https:// come a host, a port and a path.')
  if (url.username !== '' || url.password !== '') return refuse('must not hold a user name or password; use the key.')
  if (/[?#]/.test(trimmed)) return refuse('must end with its path: no ? and no #.')
  return {
    ok: true,
    baseUrl: { url: url.href.replace(/\/+$/, ''), origin: url.origin, host: url.host },
  }
}

/** Nothing that is sent there leaves this machine. */
export const isLoopback = (origin: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(parseUrl(origin)?.hostname ?? '')

function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
