// Every command of the console: name → params (checked at the border with these schemas) and result. Handlers, hosts
// and callers are derived from this table, so a forgotten handler does not compile.
import * as z from 'zod'
import { chaosRerunSchema, chaosSchema } from '#shared/contract/chaos'
import { dryRunSchema, type DryRun } from '#shared/contract/dry-run'
import {
  exportParams,
  exportReadParams,
  importParams,
  importWriteParams,
  type ExportChunk,
  type ExportResult,
  type ImportResult,
} from '#shared/contract/formats'
import {
  keyParams,
  modeParams,
  providerParams,
  type GivenKeyResult,
  type KeyTest,
  type ProviderList,
} from '#shared/contract/providers'
import {
  idsParams,
  labelParams,
  searchParams,
  type SearchResult,
  type SessionList,
  type SessionUsage,
} from '#shared/contract/sessions'
import type { ChaosGrid } from '#shared/chaos/grid'
import type { FaultKind } from '#shared/fault/kind'
import { faultSchema, type ActiveFault } from '#shared/fault/schema'
import type { JsonSchema, RequestField } from '#shared/open-responses/request/fields'
import type { Outline } from '#shared/session/outline'
import { tapeParams } from '#shared/contract/tape'

const nothing = z.strictObject({})

/** The result is a type only: it comes from our own process and is not parsed again. */
function command<R>() {
  return <P extends z.ZodType>(params: P): { readonly params: P; readonly result?: R } => ({ params })
}

/** Where a request of the console goes. What is not local is passed through this gateway, and recorded as anything is. */
const requestTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({ kind: z.literal('hosted') }),
  z.strictObject({ kind: z.literal('custom'), baseUrl: z.string().max(2048) }),
])

/** Chosen by the caller of `request.send`; the session carries it as `clientRequestId`. */
const requestId = z.string().min(1).max(64)

/** It becomes a header. */
const sessionId = z.string().regex(/^[\w.:-]{1,128}$/)

/** Default: local. */
const target = requestTarget.optional()

/** Of the target. Remembered for the origin it was given for until the gateway stops, and written nowhere. */
const key = z.string().max(4096).optional()

export const commands = {
  'gateway.status': command<GatewayStatus>()(nothing),
  'models.list': command<{ readonly models: readonly ModelChoice[] }>()(nothing),
  /** Asks a live provider which models it has; the new ones are then in `models.list`. */
  'models.refresh': command<RefreshedModels>()(z.strictObject({ provider: z.string().min(1) })),
  /** Every provider that is configured, also those that are switched off. */
  'providers.list': command<ProviderList>()(nothing),
  /**
   * A key for a provider at the origin it has now, from the next request on. Errors: `not_found`, `key_not_wanted`,
   * `origin_changed`, `invalid_key`.
   */
  'provider.setKey': command<GivenKeyResult>()(keyParams),
  /** The one that was given here; one of the configuration stays. Errors: `not_found`, `key_still_kept`. */
  'provider.forgetKey': command<null>()(providerParams),
  /** Asks the provider for its models and says what its answer means for the key. Errors: `not_found`. */
  'provider.testKey': command<KeyTest>()(providerParams),
  /** Over the configuration, which is not written; kept in the data folder. Errors: `not_found`, `mode_unavailable`. */
  'provider.setMode': command<null>()(modeParams),
  /**
   * The configuration file as it is written now, for those who suggest changes of it: no secret is in it. Errors:
   * `configuration_unreadable`, while it is no JSON.
   */
  'configuration.read': command<ConfigurationReading>()(nothing),
  /** Newest first. */
  'sessions.list': command<SessionList>()(z.strictObject({ limit: z.number().int().min(1).max(10_000) })),
  /**
   * Reads a session's file from byte `from`: whole JSON Lines, up to about 1 MiB, and where to read on. A live session
   * grows: `sessions.changed` says when there is more to read.
   */
  'session.read': command<{ readonly text: string; readonly next: number; readonly atEnd: boolean }>()(
    z.strictObject({ id: z.string().min(1), from: z.number().int().min(0) }),
  ),
  /** What a list of the frames needs, without their texts, of a longer stretch: about 16 MiB from byte `from`. */
  'session.outline': command<Outline>()(z.strictObject({ id: z.string().min(1), from: z.number().int().min(0) })),
  /**
   * Keeps a session with its tape edited as a session of its own, whose origin says so. Errors: `session_not_found`,
   * `session_unreadable`, `invalid_edit` for one that names no frame or one it cannot be made to.
   */
  'tape.save': command<{ readonly id: string }>()(tapeParams),
  /** Where a client of the user's gets the session played: a base URL, ending in `/v1`. Errors: `session_not_found`. */
  'replay.address': command<{ readonly baseUrl: string }>()(z.strictObject({ id: z.string().min(1) })),
  /**
   * Writes sessions into a file of this format, to be fetched by `export.read` until the gateway stops. Errors:
   * `session_not_found`, `session_unreadable`.
   */
  'session.export': command<ExportResult>()(exportParams),
  /** Errors: `not_found`. */
  'export.read': command<ExportChunk>()(exportReadParams),
  /** Errors: `upload_gap` when `from` is not where the file ends. */
  'import.write': command<null>()(importWriteParams),
  /**
   * Takes the sessions of an uploaded file into the library. What is there already, or is none, is said; sessions that were
   * found before the file broke off stay. Errors: `not_found`, `invalid_file` when there was no session at all.
   */
  'sessions.import': command<ImportResult>()(importParams),
  /**
   * Names, tags, notes and pins; of all these sessions or of none. `labels.changed` tells what came of it. Errors:
   * `session_not_found`, `invalid_params` with the limit that was passed, `too_many_tags`, `label_not_stored`.
   */
  'sessions.label': command<null>()(labelParams),
  /**
   * Can be undone for ten minutes and until the gateway stops; then the files are gone. Ids that are not there are passed
   * over. A session that is still being recorded goes on unseen. `sessions.removed` tells which.
   */
  'sessions.delete': command<{ readonly deleted: number }>()(idsParams),
  /** Errors: `session_not_found` for what is not in the trash any more. */
  'sessions.restore': command<null>()(idsParams),
  /**
   * Forgets everything that was captured, for good: files, index, labels, search index, trash and what was set aside. What
   * is being recorded goes on and is not stored. Errors: `purge_incomplete`.
   */
  'sessions.purge': command<{ readonly deleted: number }>()(nothing),
  /** Requests, answers, errors, models and labels. Newest first; `before` asks for the next page. */
  'sessions.search': command<SearchResult>()(searchParams),
  /** What the library holds, and the limits beyond which the oldest sessions that are not pinned are forgotten. */
  'sessions.usage': command<SessionUsage>()(nothing),
  /** What a request may hold, field by field and as one JSON Schema: the window has no schema library of its own. */
  'request.schema': command<RequestSchema>()(nothing),
  /**
   * Sends one request to this gateway over a real socket, as any client would. It shows up as a session of its own. Errors:
   * `request_running`, `invalid_target`, `too_many_sockets`.
   */
  'request.send': command<null>()(
    z.strictObject({
      requestId,
      transport: z.enum(['json', 'sse', 'websocket']),
      /** The exact body text, valid or not. */
      body: z.string(),
      target,
      key,
      /** The session that is sent again; the new one is linked to it. */
      parent: sessionId.optional(),
      /** A websocket stays open after its turn, for `socket.send`. */
      keepOpen: z.boolean().optional(),
    }),
  ),
  /**
   * A whole conversation again, on one new websocket: the exact messages, each sent when the one before has settled. What they
   * name of the session `parent` (responses, calls, items) becomes what the new conversation has in its place. Answered when
   * it is over; `request.stop` ends it. Errors: as `request.send`, `session_not_found`.
   */
  'conversation.send': command<ConversationEnd>()(
    z.strictObject({ requestId, parent: sessionId, messages: z.array(z.string()).min(1).max(1_000), target, key }),
  ),
  /** Where a request would go, and why not elsewhere. Nothing is sent, recorded or used up. */
  'route.dryRun': command<DryRun>()(dryRunSchema),
  /**
   * Begins to run the chaos grid through the simulator and says what it is; `chaos.progress` tells what comes of it. Only
   * loopback sockets are opened, and nothing is recorded. Errors: `not_found`, `chaos_running`.
   */
  'chaos.run': command<ChaosGrid>()(chaosSchema),
  /** The same with what a regression file has (docs/chaos.md). Errors: `invalid_params` for a file that is none, `chaos_running`. */
  'chaos.rerun': command<ChaosGrid>()(chaosRerunSchema),
  'chaos.stop': command<null>()(z.strictObject({ runId: z.string().min(1) })),
  'request.stop': command<null>()(z.strictObject({ requestId })),
  /** What `request.send` would say of a target. A target that is not whole is a value, not an error: it is being typed. */
  'target.read': command<TargetReading>()(z.strictObject({ target: requestTarget })),
  'target.forget': command<null>()(z.strictObject({ target: requestTarget })),
  /** The requests whose websocket is kept open. */
  'socket.list': command<{ readonly requestIds: readonly string[] }>()(nothing),
  /** One more message on a websocket that is kept open: the exact text. Errors: `socket_not_open`. */
  'socket.send': command<null>()(z.strictObject({ requestId, body: z.string() })),
  'socket.close': command<null>()(z.strictObject({ requestId })),
  /** What is injected now, from the configuration and the console, and all that could be. */
  'faults.list': command<FaultList>()(nothing),
  /** Until it is removed, used up, or the gateway stops: the configuration is not written. */
  'faults.add': command<ActiveFault>()(z.strictObject({ fault: faultSchema })),
  /** Errors: `not_found`. */
  'faults.remove': command<null>()(z.strictObject({ id: z.string().min(1) })),
} as const

export type CommandName = keyof typeof commands
export type Params<K extends CommandName> = z.input<(typeof commands)[K]['params']>
export type Result<K extends CommandName> =
  NonNullable<(typeof commands)[K]['result']> extends infer R ? ([R] extends [never] ? null : R) : never
export type Handlers = { readonly [K in CommandName]: (params: Params<K>) => Promise<Result<K>> }

export type RequestTarget = z.infer<typeof requestTarget>

/** `problem` names the field and its rule; null: it can be sent to. */
export type TargetReading = {
  /** Ending in its version, as clients need it; null: it cannot be read. */
  readonly baseUrl: string | null
  /** Where its key would come from; null: it has none, and needs none when it is local. */
  readonly key: 'typed' | 'configured' | null
  readonly problem: { readonly field: 'base_url' | 'key' | 'target'; readonly message: string } | null
}

/**
 * `unlinked`: the next message continues a response that the new conversation does not have. `closed`: the socket was gone
 * before its end.
 */
export type ConversationEnd = {
  readonly how: 'complete' | 'stopped' | 'unlinked' | 'closed'
  /** Messages that were sent. */
  readonly sent: number
  readonly words: string
}

export type ConfigurationReading = {
  /** Where it is, or where one would be found. */
  readonly file: string
  readonly exists: boolean
  /** Keys are `[redacted]`, names of variables are kept; `{}` without a file. */
  readonly document: unknown
  /** It is not as it was when the gateway read it, at its start. */
  readonly changed: boolean
}

export type FaultList = {
  readonly faults: readonly ActiveFault[]
  readonly kinds: readonly FaultKind[]
  /** The fields of a fault: their types and ranges. */
  readonly schema: JsonSchema
}

export type RequestSchema = { readonly fields: readonly RequestField[]; readonly schema: JsonSchema }

export type GatewayStatus = {
  readonly version: string
  /** Base URL for clients, ending in `/v1`. */
  readonly gateway: string
  /** null when the gateway runs without a token. */
  readonly token: string | null
  readonly profile: string
  readonly websocket: boolean
  /** Whether sockets also serve models of providers that have none. */
  readonly websocketBridge: boolean
  readonly dataDir: string
  readonly providers: readonly { readonly id: string; readonly label: string; readonly mode: 'live' | 'simulated' }[]
  /** Simulator scenarios, for the composer's picker. */
  readonly scenarios: readonly { readonly name: string; readonly title: string }[]
  /** Session files that could not be read and were set aside at start. */
  readonly setAside: readonly { readonly file: string; readonly reason: string }[]
}

/** One row of the model picker, from the same list as `GET /v1/gateway/models`. */
export type ModelChoice = {
  readonly id: string
  readonly name: string
  readonly endpoints: readonly string[]
  readonly providers: readonly {
    readonly id: string
    readonly mode: 'live' | 'simulated'
    readonly available: boolean
    /** Why it is not available, in routing's words. */
    readonly reason: string | null
    /** US dollars for a million tokens; null: not known. */
    readonly price: { readonly input: number; readonly output: number } | null
  }[]
}

export type RefreshedModels = {
  /** Ids of models nobody had named before. */
  readonly added: readonly string[]
  /** How many of the provider's models were known already. */
  readonly known: number
  readonly failed: {
    readonly reason: 'unknown_provider' | 'not_live' | 'unreachable' | 'refused' | 'unreadable'
    readonly message: string
  } | null
}
