// A filter asked of the frames of one session, in their order: some of what a term asks (the wait before a frame, the
// provider that serves it, the type of its item) is told by the frames before it. Each frame is looked at once.
import { field, parseJson } from '#shared/json'
import { isWithin, matchesStatus, wordMatches } from '#shared/inspect/filter/compare'
import { ruleOf, type Filter, type Term } from '#shared/inspect/filter/language'
import { spokenName } from '#shared/inspect/spoken-name'
import { eventKind, eventType, isTerminal, outputIndex, parseEvent } from '#shared/open-responses/events'
import type { Frame, FrameKind } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'

/** The codes of what lint found at a frame. */
export type LintsAt = (seq: number) => readonly string[]

type Facts = {
  readonly frame: Frame
  readonly type: string
  readonly kinds: readonly string[]
  readonly gap: number | null
  readonly provider: string | null
  readonly model: string | null
  readonly item: string | null
  readonly itemType: string | null
}

const directions: Readonly<Partial<Record<FrameKind, 'up' | 'down'>>> = {
  opened: 'up',
  sent: 'up',
  attempted: 'up',
  rejected: 'down',
  answered: 'down',
  upstream: 'down',
  responded: 'down',
  received: 'down',
}

/** Which of the two connections a frame was on; what the gateway did by itself was on neither. */
const hops: Readonly<Partial<Record<FrameKind, 'upstream' | 'client'>>> = {
  opened: 'client',
  sent: 'client',
  attempted: 'upstream',
  rejected: 'upstream',
  answered: 'upstream',
  upstream: 'upstream',
  responded: 'client',
  received: 'client',
}

/** The returned function must be given every frame, from the first on. */
export function createFrameMatcher(filter: Filter, lintsAt: LintsAt): (frame: Frame) => boolean {
  const terms = filter.filter((term) => term.kind === 'text' || ruleOf(term.field)?.subjects.includes('frames'))
  const read = createFactReader()
  return (frame) => {
    const facts = read(frame)
    return terms.every((term) => holds(term, facts, lintsAt) !== term.negated)
  }
}

function createFactReader(): (frame: Frame) => Facts {
  let before: Frame | null = null
  let stream = false
  let provider: string | null = null
  let model: string | null = null
  const itemTypes = new Map<string, string>()
  return (frame) => {
    stream = streamsAfter(stream, frame)
    if (frame.kind === 'routed') model = frame.diagnostics.model
    if (frame.kind === 'attempted') provider = frame.provider
    const type =
      frame.kind === 'upstream'
        ? spokenName(frame.text)
        : frame.kind === 'received' && stream
          ? eventType(frame.text)
          : ''
    const item = frame.kind === 'received' && type !== '' ? outputIndex(frame.text) : null
    if (type === 'response.output_item.added' && item !== null && frame.kind === 'received') {
      const itemType = field(parseEvent(frame.text)?.['item'], 'type')
      if (typeof itemType === 'string') itemTypes.set(`${frame.turn}/${item}`, itemType)
    }
    const gap = before === null ? null : frame.at - before.at
    // A wait ends with what the provider said and with what came of it at once.
    if (frame.kind !== 'upstream') before = frame
    const itemType = item === null || !('turn' in frame) ? null : (itemTypes.get(`${frame.turn}/${item}`) ?? null)
    const kinds = frame.kind === 'upstream' ? ['upstream'] : [frame.kind, type === '' ? 'gateway' : eventKind(type)]
    return { frame, type, kinds, gap, provider, model, item, itemType }
  }
}

function holds(term: Term, facts: Facts, lintsAt: LintsAt): boolean {
  if (term.kind === 'text') return textOf(facts.frame).toLowerCase().includes(term.text.toLowerCase())
  if (term.kind === 'amount') return isWithin(term, facts.gap)
  const { values } = term
  const { frame } = facts
  switch (term.field) {
    case 'type':
      return wordMatches(values, facts.type)
    case 'kind':
      return values.some((value) => facts.kinds.includes(value.toLowerCase()))
    case 'dir':
      return values.some((value) => directions[frame.kind] === value)
    case 'hop':
      return values.some((value) => hops[frame.kind] === value)
    case 'turn':
      return 'turn' in frame && values.includes(String(frame.turn))
    case 'lint':
      return lintsAt(frame.seq).some((code) => wordMatches(values, code))
    case 'item':
      return isOfItem(values, facts)
    case 'provider':
      return wordMatches(values, facts.provider)
    case 'model':
      return wordMatches(values, facts.model)
    case 'status':
      return matchesStatus(values, statusOf(frame))
    case 'error':
      return wordMatches(values, errorOf(facts))
    case 'verdict':
    case 'name':
    case 'tag':
    case 'pinned':
    case 'id':
    case 'parent':
      return true
  }
}

const isOfItem = (values: readonly string[], { frame, item, itemType }: Facts): boolean =>
  item !== null &&
  frame.kind === 'received' &&
  values.some(
    (value) => value === item || value === itemType || (value.length > 2 && frame.text.includes(`"${value}"`)),
  )

function statusOf(frame: Frame): number | null {
  if (frame.kind === 'rejected') return frame.failure.status
  return frame.kind === 'answered' || frame.kind === 'responded' ? frame.status : null
}

function errorOf({ frame, type }: Facts): string | null {
  if (frame.kind === 'rejected') return frame.failure.code ?? frame.failure.type
  if (frame.kind !== 'received') return null
  if (type !== '' && !isTerminal(type)) return null
  const body = type === '' ? parseJson(frame.text) : parseEvent(frame.text)
  const error = field(body, 'error') ?? field(field(body, 'response'), 'error')
  const code = field(error, 'code') ?? field(body, 'code') ?? (typeof error === 'string' ? error : null)
  return typeof code === 'string' ? code : type === 'error' ? 'error' : null
}

/** What is searched is what was recorded; of what the gateway did itself, all it told. */
const textOf = (frame: Frame): string =>
  frame.kind === 'received' || frame.kind === 'upstream' || frame.kind === 'sent' ? frame.text : JSON.stringify(frame)
