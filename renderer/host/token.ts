// The console's token in a browser: it arrives in the address, and stays in this tab only.
const key = 'gatescope.token'

/** Takes the token out of the address, so that it is neither bookmarked nor shared by accident. */
export function takeToken(): string {
  const found = readFragment(location.hash)
  if (found !== null) {
    sessionStorage.setItem(key, found)
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return sessionStorage.getItem(key) ?? ''
}

export const keepToken = (token: string): void => sessionStorage.setItem(key, token)

export const readFragment = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token')

/** Subprotocol names allow few characters: the token travels as base64url of its UTF-8 bytes. */
export function encodeToken(token: string): string {
  const bytes = new TextEncoder().encode(token)
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
