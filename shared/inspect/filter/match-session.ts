// A filter asked of a row of the session list. Terms that only events can answer are passed over.
import { isWithin, matchesStatus, wordMatches } from '#shared/inspect/filter/compare'
import { ruleOf, type Filter, type Term } from '#shared/inspect/filter/language'
import { noLabel, type SessionLabel } from '#shared/session/label'
import type { SessionSummary } from '#shared/session/summary'

export function matchesSession(filter: Filter, session: SessionSummary, label: SessionLabel = noLabel): boolean {
  return filter.every((term) => {
    if (term.kind !== 'text' && !ruleOf(term.field)?.subjects.includes('sessions')) return true
    return holds(term, session, label) !== term.negated
  })
}

function holds(term: Term, session: SessionSummary, label: SessionLabel): boolean {
  if (term.kind === 'text') return textOf(session, label).includes(term.text.toLowerCase())
  if (term.kind === 'amount') return isWithin(term, term.field === 'ttft' ? session.firstTokenMs : session.totalTokens)
  const { values } = term
  switch (term.field) {
    case 'model':
      return wordMatches(values, session.model)
    case 'provider':
      return [session.provider, ...session.attempts.map((a) => a.provider)].some((name) => wordMatches(values, name))
    case 'error':
      return [session.error, ...session.attempts.map((a) => a.code)].some((code) => wordMatches(values, code))
    case 'verdict':
      return wordMatches(values, session.verdict)
    case 'status':
      return (
        [session.status, ...session.attempts.map((a) => a.status)].some((status) => matchesStatus(values, status)) ||
        (values.includes('failed') && session.verdict.startsWith('failed'))
      )
    case 'name':
      return wordMatches(values, label.name)
    case 'tag':
      return label.tags.some((tag) => isTag(values, tag))
    case 'pinned':
      return values.includes(label.pinned ? 'yes' : 'no')
    case 'id':
      return wordMatches(values, session.id)
    case 'parent':
      return wordMatches(values, session.parent)
    default:
      return true
  }
}

/** A tag is asked for whole: `bug` is not `bugfix`. */
const isTag = (values: readonly string[], tag: string): boolean =>
  values.some((value) => value === '*' || value.toLowerCase() === tag.toLowerCase())

/** What the row says about itself, in lower case. */
function textOf(session: SessionSummary, label: SessionLabel): string {
  const { id, model, provider, verdict, error, transport, status, clientRequestId, simulated, attempts } = session
  const tried = attempts.map((attempt) => `${attempt.provider} ${attempt.status ?? ''} ${attempt.code ?? ''}`)
  const facts = [id, model, provider, verdict.replaceAll('_', ' '), error, transport, status, clientRequestId, ...tried]
  const said = [label.name, label.note, ...label.tags]
  return `${[...facts, ...said].filter((fact) => fact !== null).join(' ')}${simulated ? ' simulated' : ''}`.toLowerCase()
}
