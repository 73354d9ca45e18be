// What is told about one answer: why it failed and what would make it work (GATEWAY.md 8). Stage and reason codes are an open
// vocabulary: words stand beside a code, never in its place.
import type { Patch } from '#shared/diagnostics/patch'
import type { AttemptSteps } from '#shared/session/frame'
import type { Told } from '#shared/session/told'

/** Null is "not known" throughout; what an envelope holds and none of this has a place for is in `rest`. */
export type Explanation = {
  readonly verdict: Verdict
  /** The one whose repair makes the request succeed with the least effort comes first. */
  readonly causes: readonly Cause[]
  /** Those of the causes, in their order, each once. */
  readonly actions: readonly Action[]
  readonly facts: Facts
  readonly details: readonly Detail[]
  readonly routing: Routing
  readonly attempts: readonly Attempt[]
  readonly served: Served | null
  /** Sentences of others: the gateway's hint, its support notice, what a newer gateway suggests. */
  readonly hints: readonly string[]
  readonly rest: readonly Rest[]
  readonly source: Source
}

export type Who = 'client' | 'gateway' | 'provider' | 'nobody' | 'unknown'

export type Verdict = {
  readonly sentence: string
  /** Who refused; `nobody`: it was served. */
  readonly who: Who
  readonly stage: string
  readonly stageWords: string
  readonly reason: string
  readonly providers: readonly string[]
}

export type Cause = {
  readonly stage: string
  readonly stageWords: string
  readonly reason: string
  readonly reasonWords: string
  readonly providers: readonly string[]
  readonly sentence: string
  /** Whether mending this and nothing else leaves somebody to ask, or gets past the check; null: cannot be told. */
  readonly alone: boolean | null
  readonly actions: readonly Action[]
}

/** `none`: something to do elsewhere, in words. */
export type Target = 'request' | 'configuration' | 'none'

/** `candidate`: `providers` are candidates then. `accepted`: this check no longer refuses. */
export type Outcome = 'candidate' | 'accepted'

export type Action = {
  readonly words: string
  readonly target: Target
  readonly patch: Patch
  readonly outcome: Outcome | null
  readonly providers: readonly string[]
  /** The same request may simply be sent again, after this long where it is known. */
  readonly retry: { readonly afterMs: number | null } | null
}

export type Facts = {
  readonly status: number | null
  readonly error: string | null
  readonly reason: string | null
  readonly type: string | null
  readonly origin: string | null
  readonly message: string | null
  readonly description: string | null
  readonly generationId: string | null
  readonly attemptCount: number | null
  readonly failedProviders: readonly string[]
  readonly failedStatuses: readonly number[]
  readonly upstreamError: Upstream
  readonly failure: { readonly category: string | null; readonly hint: string | null; readonly provider: string | null }
  readonly payment: { readonly provider: string | null; readonly notice: string | null }
  readonly missingPricing: readonly string[]
  readonly retryAfterMs: number | null
}

export type Upstream = Readonly<Record<'code' | 'message' | 'description' | 'param', string | null>>

export type Detail = {
  readonly message: string | null
  readonly path: readonly (string | number)[]
  readonly keyword: string | null
  readonly params: Readonly<Record<string, unknown>>
}

export type Drop = {
  readonly provider: string
  readonly reason: string
  readonly words: string
  /** The provider's own name for the model, and whatever else was said of the drop. */
  readonly model: string | null
}

export type Stage = {
  readonly stage: string
  readonly words: string
  readonly before: number | null
  readonly after: number | null
  readonly dropped: readonly Drop[]
}

export type Considered = {
  readonly provider: string
  readonly model: string | null
  readonly providerStatus: string | null
  readonly providerRouting: string | null
  readonly modelRouting: string | null
  readonly capability: string | null
}

export type Ranked = {
  readonly provider: string
  readonly model: string | null
  readonly score: number | null
  readonly breaker: string | null
}

export type Routing = {
  readonly requestedModel: string | null
  readonly model: string | null
  readonly endpoint: string | null
  /** In the order they are passed: endpoint, adapter, the request's own lists, enablement, parameters, gates. */
  readonly stages: readonly Stage[]
  readonly candidates: Candidates | null
  readonly enablement: EnablementReading | null
  readonly considered: readonly Considered[]
  readonly ranked: readonly Ranked[]
  /** Provider ids as they would be attempted. */
  readonly order: readonly string[]
  readonly switches: Switches
  /** What a provider is known not to support of the request. */
  readonly lacking: Readonly<Record<string, readonly string[]>>
  readonly policy: Policy | null
}

export type Candidates = {
  readonly total: number | null
  readonly supportEndpoint: number | null
  readonly count: number | null
  readonly unsupportedEndpoint: readonly string[]
  readonly missingAdapter: readonly { readonly provider: string; readonly endpoint: string | null }[]
}

export type EnablementReading = {
  readonly capability: string | null
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly dropped: readonly Drop[]
}

export type Switches = Readonly<
  Record<'includeAlpha' | 'beta' | 'alpha' | 'testing' | 'allowFallbacks' | 'requireParameters', boolean | null>
>

export type Policy = {
  readonly resolvedModel: string | null
  readonly only: readonly string[]
  readonly ignore: readonly string[]
  readonly allowlist: readonly string[]
  readonly blocklist: readonly string[]
  readonly models: readonly string[]
  readonly guardrails: readonly string[]
  readonly before: number | null
  readonly after: number | null
}

export type Attempt = {
  readonly attempt: number | null
  readonly provider: string
  readonly model: string | null
  readonly status: number | null
  readonly type: string | null
  readonly code: string | null
  readonly message: string | null
  readonly description: string | null
  readonly param: string | null
  readonly preview: string | null
  readonly retryable: boolean | null
  readonly retryAfterMs: number | null
  readonly startedMs: number | null
  readonly ms: number | null
  readonly verdict: string | null
  readonly simulated: boolean | null
  /** Of the connection it was made over. */
  readonly steps: AttemptSteps | null
  /** What went wrong in one word of GATEWAY.md 1.8 or one of ours, and in words; null: it served. */
  readonly reason: string | null
  readonly words: string
}

/** Why who served is not simply what was asked for. */
export type ServedReason =
  | 'as_asked'
  | 'fallback'
  | 'moved'
  | 'tier'
  | 'pinned'
  | 'preset'
  | 'alias'
  | 'policy'
  | 'choice'

export type Served = {
  readonly requested: string | null
  readonly resolved: string | null
  /** By its provider's own name: the one it says, else the one it was asked by. */
  readonly model: string | null
  readonly provider: string | null
  readonly reason: ServedReason
  /** Short enough for a badge: `fallback 2/3`. */
  readonly badge: string
  readonly words: string
}

/** `path` is a JSON Pointer into the envelope. */
export type Rest = { readonly path: string; readonly value: unknown }

export type SourceKind = 'envelope' | 'error' | 'event' | 'response' | 'diagnostics' | 'session' | 'text'

export type Source = {
  readonly kind: SourceKind
  /** How the envelope was come by, outermost first: `log line`, `HAR entry 3`, `cut JSON, closed`. */
  readonly trail: readonly string[]
  readonly envelope: unknown
  /** The body request patches are made for. */
  readonly request: unknown
  /** Whether patches are made for the document they will be applied to, or for one that had to be guessed. */
  readonly knowsRequest: boolean
  readonly knowsConfiguration: boolean
}

/** An attempt as a recording tells it. */
export type RecordedAttempt = Partial<Omit<Attempt, 'reason' | 'words'>> & { readonly provider: string }

/** What is known besides the envelope; patches need the documents they are for. */
export type Context = {
  readonly request?: unknown
  /** As gatescope.config.json holds it. */
  readonly configuration?: unknown
  /** Ids in the catalogue, to say which model may have been meant. */
  readonly models?: readonly string[]
  /** A decision as it was recorded (`routed` frame), where the envelope tells less. */
  readonly routing?: unknown
  readonly attempts?: readonly RecordedAttempt[]
  /** Who a socket is joined to, where a turn of it was told no attempt. */
  readonly provider?: string | null
  readonly status?: number | null
  readonly retryAfterMs?: number | null
  /** What whoever answered says of itself, in its own words. */
  readonly told?: Told
  /** How the upstream's side of the turn ended, when no error was told. */
  readonly ending?: { readonly how: string; readonly detail: string } | null
}
