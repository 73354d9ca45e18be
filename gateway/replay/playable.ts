// Recorded headers that can be sent again: what belongs to one connection, or to how a body travelled on it, is that of the
// new one.
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { Headers } from '#shared/session/frame'

const ofTheConnection =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|sec-websocket-.*|content-length|content-encoding|date)$/

export const playable = (headers: Headers): (readonly [string, string])[] =>
  Object.entries(headers).filter(([name, value]) => !ofTheConnection.test(name.toLowerCase()) && isValid(name, value))

function isValid(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
