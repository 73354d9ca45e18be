// What a case expects of the gateway towards its providers, and what holds for every call (GATEWAY.md 3.9, 7.1).
import type { Behaviour, Case } from './case'
import { isTokenIn } from './client'
import { firstMiss, match, valueAtPath, type Miss } from './match'
import { dialectsOf, keyOf, poolOf, upstreamModel } from './setup'
import type { Seen } from './seen'
import type { Script } from './upstream'
import { viewOf } from './view'

export function checkUpstream(test: Case, script: Script): Miss | null {
  const { expect, upstream } = test
  const count = (path: string, wanted: unknown, got: number) => (wanted === undefined ? null : match(wanted, got, path))
  const unused = script.unused()[0]
  return (
    count('upstream_calls', expect.upstream_calls, script.calls.length) ??
    count('upstream_sends', expect.upstream_sends, script.sends.length) ??
    count('handshakes', expect.handshakes, script.handshakes.length) ??
    (expect.upstream_order === undefined
      ? null
      : match(
          expect.upstream_order,
          script.calls.map((call) => call.provider),
          'upstream_order',
        )) ??
    match([], script.problems, 'unscripted') ??
    firstMiss([...script.handshakes, ...script.calls, ...script.sends], (seen) => checkSeen(test, seen)) ??
    firstMiss([...script.calls, ...script.sends], (seen) => {
      const behaviour = upstream[seen.answeredBy ?? -1]
      return behaviour ? checkAsserted(behaviour, seen) : null
    }) ??
    (unused ? { path: 'upstream', expected: unused, got: 'never called' } : null)
  )
}

const stripped = ['debug', 'meta', 'usage', 'provider', 'routing', 'session_id', 'echo_upstream_request']

function checkSeen(test: Case, seen: Seen): Miss | null {
  const { provider, kind, headers, body, dialect } = seen
  const { model, providers } = poolOf(test)
  const setup = providers.find(({ id }) => id === provider)
  if (isTokenIn([headers, seen.text])) return { path: provider, expected: 'no token of the client', got: headers }
  if (!setup) return { path: 'provider', expected: 'one of the case', got: provider }
  const credential = match(credentialOf(provider), headers, `${provider} headers`)
  if (credential || kind !== 'call') return credential
  return (
    match({ $oneOf: dialectsOf(setup, test) }, dialect, `${provider} dialect`) ??
    match(upstreamModel(setup, model), seen.model, `${provider} model`) ??
    firstMiss(stripped, (name) => match({ $any: false }, body[name], `${provider} body.${name}`))
  )
}

const credentialOf = (provider: string) =>
  provider === 'anthropic'
    ? { 'x-api-key': keyOf(provider), 'anthropic-version': '2023-06-01' }
    : provider === 'google-ai-studio'
      ? { 'x-goog-api-key': keyOf(provider) }
      : { authorization: `Bearer ${keyOf(provider)}` }

function checkAsserted(behaviour: Behaviour, seen: Seen): Miss | null {
  const { tool_result: result, ...request } = behaviour.assert_request ?? {}
  const at = `call ${seen.answeredBy}`
  return (
    match(request, seen.body, `${at} body`) ??
    (behaviour.assert_view === undefined ? null : match(behaviour.assert_view, viewOf(seen), `${at} view`)) ??
    (behaviour.assert_path === undefined ? null : match(behaviour.assert_path, seen.path, `${at} path`)) ??
    firstMiss(behaviour.assert_absent ?? [], (path) =>
      match({ $any: false }, valueAtPath(seen.body, path), `${at} body.${path}`),
    ) ??
    (result ? checkToolResult(result, seen, at) : null)
  )
}

/** Gemini has no call ids: there the last result is the one. */
function checkToolResult({ call_id, json }: { call_id: string; json: unknown }, seen: Seen, at: string): Miss | null {
  const results = viewOf(seen).tool_results
  const found =
    results.find((one) => one.call_id === call_id) ?? (seen.dialect === 'generate-content' ? results.at(-1) : undefined)
  return found ? match(json, found.json, `${at} result of ${call_id}`) : { path: at, expected: call_id, got: results }
}

/** Which socket a turn went out on, and how the one before it was closed. */
export function checkSockets({ upstream }: Case, { sends }: Script): Miss | null {
  return firstMiss(sends.entries(), ([n, { socket, answeredBy }]) => {
    const { same_socket, new_socket, expect_close } = upstream[answeredBy ?? -1] ?? {}
    const isSame = sends[n - 1]?.socket === socket
    const path = `message ${n}`
    if (same_socket && !isSame) return { path, expected: 'the same socket', got: 'another' }
    if (new_socket && isSame) return { path, expected: 'another socket', got: 'the same' }
    return expect_close === undefined
      ? null
      : match(expect_close, [socket?.closed?.code, socket?.closed?.reason], `${path} close`)
  })
}
