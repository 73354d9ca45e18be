// The doors of every listener, checked before anything else on requests and upgrades alike. Reasons with evidence:
// GATEWAYS-RESEARCH section 6 (DNS rebinding, cross-site requests, tokens compared in variable time).
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Engine } from '../engine'
import type { Refusal } from './errors'

export type Doors = {
  /** Exact `Host` values this listener answers to. */
  readonly hosts: ReadonlySet<string>
  /** Exact `Origin` values allowed; a request without an Origin comes from no web page. */
  readonly origins: ReadonlySet<string>
}

/** The names by which a loopback listener on `port` may be addressed. */
export function loopbackHosts(port: number, bound: string): Set<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]', bound.includes(':') ? `[${bound}]` : bound]
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}

export function checkDoors(request: IncomingMessage, doors: Doors): Refusal | null {
  const { host, origin } = request.headers
  if (host === undefined || !doors.hosts.has(host.toLowerCase())) {
    return { code: 'host_not_allowed', description: `This gateway does not answer to the host "${host ?? ''}".` }
  }
  if (origin !== undefined && !doors.origins.has(origin)) {
    return { code: 'origin_not_allowed', description: `Requests from the web page "${origin}" are not allowed.` }
  }
  if (origin === undefined && request.headers['sec-fetch-site'] === 'cross-site') {
    return { code: 'origin_not_allowed', description: 'Cross-site requests are not allowed.' }
  }
  return null
}

/**
 * Who calls. `bearer` is the caller's own credential, for providers that pass it through; `isOurs` says that the caller may
 * use the credentials of this gateway.
 */
export type Caller = { readonly bearer: string | null; readonly isOurs: boolean }

export type Identified =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly refusal: Refusal }

/** With a provider that passes credentials through, a bearer that is not our token may be one of that provider. */
export function identify(
  authorization: string | undefined,
  { token, catalogue }: Pick<Engine, 'token' | 'catalogue'>,
): Identified {
  const passesThrough = [...catalogue.providers.values()].some((provider) => provider.passThrough)
  const given = bearerOf(authorization)
  if (token === null) return { ok: true, caller: { bearer: passesThrough ? (given ?? null) : null, isOurs: true } }
  if (given !== undefined && sameToken(given, token)) return { ok: true, caller: { bearer: null, isOurs: true } }
  if (given !== undefined && passesThrough) return { ok: true, caller: { bearer: given, isOurs: false } }
  return { ok: false, refusal: refuseBearer(given) }
}

/** Why the bearer token is refused, in the API's words; null when it is right (or none is needed). */
export function checkToken(authorization: string | undefined, token: string | null): Refusal | null {
  const given = bearerOf(authorization)
  return token === null || (given !== undefined && sameToken(given, token)) ? null : refuseBearer(given)
}

export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1]?.trim()

function refuseBearer(given: string | undefined): Refusal {
  if (given === undefined) {
    return {
      code: 'unauthorised',
      description: 'missing_or_invalid_authorization_header',
      message: 'Send the gateway token as "Authorization: Bearer <token>".',
    }
  }
  return /^(sk-|AIza|xai-)/.test(given)
    ? {
        code: 'unauthorised',
        description: 'invalid_key_format',
        message:
          'This looks like a provider key. Send the gateway token instead; provider keys stay in the configuration.',
      }
    : {
        code: 'unauthorised',
        description: 'key_not_found_or_revoked',
        message: 'The token is not the one of this gateway.',
      }
}

/** Equal-length digests, so neither content nor length shows in the time it takes. */
export const sameToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
