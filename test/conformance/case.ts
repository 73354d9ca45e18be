// The conformance cases (GATEWAY.md 11): what each line holds, and reading them.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isObject } from './match'

/** A part of an expectation or of a scripted body: whatever JSON holds. */
export type Json = unknown
export type Named = Readonly<Record<string, Json>>

export type ToolCall = { readonly call_id: string; readonly name: string; readonly arguments?: string }

/** One scripted answer of the upstream. Answers are taken in order, each by the first call that fits it. */
export type Behaviour = {
  readonly provider?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is, in place of an answer in the dialect of the call. */
  readonly body?: Json
  readonly raw_body?: string
  readonly raw_body_length?: number
  readonly output_text?: string
  /** The text in pieces. */
  readonly stream?: readonly string[]
  readonly tool_calls?: readonly ToolCall[]
  readonly reasoning?: readonly string[]
  readonly stop_reason?: string
  readonly usage?: Readonly<Record<string, number>>
  readonly response_id?: string
  /** Events in place of the ones the text would give. */
  readonly events?: readonly Named[]
  readonly ws_events?: readonly (string | Named)[]
  readonly ws_handshake_status?: number
  readonly repeat?: 'forever'
  readonly optional?: boolean
  readonly done_marker?: boolean
  readonly api?: string
  /** How the bytes travel. */
  readonly newline?: 'crlf'
  readonly comments?: boolean
  readonly split?: 'utf8'
  readonly gap_ms?: number
  readonly throw?: Json
  readonly cut?: Json
  readonly hold?: Json
  /** What the gateway must have sent. */
  readonly assert_request?: Named & { readonly tool_result?: { readonly call_id: string; readonly json: Json } }
  readonly assert_view?: Json
  readonly assert_absent?: readonly string[]
  readonly assert_path?: Json
  readonly same_socket?: boolean
  readonly new_socket?: boolean
  readonly expect_close?: Json
}

export type ProviderSetup = {
  readonly id: string
  readonly adapter?: false
  readonly dialect?: string
  readonly key?: false
  readonly simulate?: boolean
  readonly base_suffix?: string
  readonly endpoints?: readonly string[]
  readonly supportsEndpoint?: boolean
  readonly upstream_model?: string
  readonly baseWeight?: number
  readonly priced?: boolean
  readonly breaker?: string
  readonly providerStatus?: string
  readonly providerRoutingStatus?: string
  readonly modelRoutingStatus?: string
  readonly capabilityStatus?: string
}

export type Message = {
  readonly json?: Named
  readonly raw?: string
  readonly binary?: boolean
  readonly close?: number
  readonly terminate?: boolean
  /** `after <type>`: waits for the next frame of that type. */
  readonly when?: string
  readonly wait_ms?: number
}

export type Expectation = {
  readonly status?: Json
  readonly headers?: Named
  readonly body?: Json
  readonly absent?: readonly string[]
  readonly any_of?: readonly Expectation[]
  readonly body_must_contain?: readonly string[]
  readonly body_must_not_contain?: readonly string[]
  readonly upstream_request_must_not_contain?: readonly string[]
  readonly sse?: readonly Json[]
  readonly sse_text?: Json
  readonly sse_count?: Named
  readonly sse_spread_ms?: Json
  readonly sse_terminal?: readonly string[]
  readonly sse_must_contain?: readonly string[]
  readonly sse_must_not_contain?: readonly string[]
  readonly ws?: readonly Json[]
  readonly ws_exact?: boolean
  readonly open?: boolean
  readonly close?: Json
  readonly in_flight_after?: boolean
  readonly upstream_calls?: Json
  readonly upstream_sends?: Json
  readonly handshakes?: Json
  readonly upstream_order?: Json
  readonly upstream_closed?: boolean
  readonly upstream_close?: Json
  readonly upstream_aborted_within_ms?: number
  readonly settle_ms?: number
}

export type Case = {
  readonly name: string
  readonly area: string
  readonly setup?: {
    readonly model?: string
    readonly providers?: readonly ProviderSetup[]
    readonly gateway?: Named
    readonly flags?: readonly string[]
    readonly responses_ws_disabled?: boolean
  }
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: Named
    readonly raw_body?: string
    readonly messages?: readonly Message[]
    readonly abort?: { readonly after?: string; readonly after_call_ms?: number }
  }
  readonly upstream: readonly Behaviour[]
  readonly expect: Expectation
}

/** The client's token in every case. */
export const caseToken = 'phaseo_v1_sk_testkid01_secret'

export const isSocketCase = ({ request }: Case): boolean =>
  request.path.startsWith('/v1/responses/ws') &&
  Object.keys(request.headers).some((name) => name.toLowerCase() === 'upgrade')

export const isSocketBehaviour = (b: Behaviour): boolean =>
  b.ws_events !== undefined || b.ws_handshake_status !== undefined

export const readCases = (): readonly Case[] =>
  readFileSync(path.join(import.meta.dirname, 'cases.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => repeatTexts(JSON.parse(line)) as Case)

/** `{"$repeat":"x","times":n}` stands for a long text. */
export function repeatTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map(repeatTexts)
  if (!isObject(value)) return value
  const { $repeat: text, times } = value
  if (typeof text === 'string') return text.repeat(Number(times))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, repeatTexts(inner)]))
}
