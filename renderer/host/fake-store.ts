// The session library of the fake host: in memory, and searched by reading everything each time.
import type { Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { HostError } from '#shared/contract/host'
import { findIn, searchTerms } from '#shared/inspect/search/match'
import { searchText, SessionText } from '#shared/inspect/search/session-text'
import { parseFrames } from '#shared/session/jsonl'
import { changeLabel, isBlank, noLabel, type SessionLabel } from '#shared/session/label'
import type { Playing } from './fake-player'

type Tell = <E extends 'sessions.changed' | 'sessions.removed' | 'labels.changed'>(event: E, payload: Events[E]) => void

/** Takes sessions out of the list of the player, and puts them back. */
export function createFakeStore(sessions: Playing[], tell: Tell) {
  const labels = new Map<string, SessionLabel>()
  const trash = new Map<string, Playing>()
  const labelOf = (id: string) => labels.get(id) ?? noLabel
  const remove = (ids: readonly string[]): Playing[] => {
    const removed = sessions.filter(({ summary }) => ids.includes(summary.id))
    for (const playing of removed) sessions.splice(sessions.indexOf(playing), 1)
    tell('sessions.removed', { ids: removed.map(({ summary }) => summary.id) })
    return removed
  }
  return {
    labels: (): Readonly<Record<string, SessionLabel>> => Object.fromEntries(labels),
    handlers: {
      'sessions.label': ({ ids, change }: Params<'sessions.label'>) => {
        const changed = ids.map((id) => [id, changeLabel(labelOf(id), change)] as const)
        for (const [id, label] of changed) {
          if (isBlank(label)) labels.delete(id)
          else labels.set(id, label)
        }
        tell('labels.changed', { labels: Object.fromEntries(changed) })
        return null
      },
      'sessions.delete': ({ ids }: Params<'sessions.delete'>) => {
        const removed = remove(ids)
        for (const playing of removed) trash.set(playing.summary.id, playing)
        return { deleted: removed.length }
      },
      'sessions.restore': ({ ids }: Params<'sessions.restore'>) => {
        const restored = ids.map((id) => {
          const playing = trash.get(id)
          if (!playing) throw new HostError('session_not_found', `Session ${id} is not in the trash any more.`)
          return playing
        })
        for (const playing of restored) trash.delete(playing.summary.id)
        sessions.push(...restored)
        sessions.sort((a, b) => b.summary.startedAt - a.summary.startedAt)
        tell('sessions.changed', { sessions: restored.map(({ summary }) => ({ ...summary })) })
        return null
      },
      'sessions.purge': () => {
        labels.clear()
        trash.clear()
        return { deleted: remove(sessions.map(({ summary }) => summary.id)).length }
      },
      'sessions.search': (ask: Params<'sessions.search'>) => search(sessions, labelOf, ask),
      'sessions.usage': (): Result<'sessions.usage'> => ({
        bytes: sessions.reduce((sum, { text }) => sum + text.length, 0),
        sessions: sessions.length,
        pinned: sessions.filter(({ summary }) => labelOf(summary.id).pinned).length,
        oldest: sessions.at(-1)?.summary.startedAt ?? null,
        limits: { bytes: 2_000_000_000, sessions: null, days: null },
      }),
    },
  }
}

function search(
  sessions: readonly Playing[],
  labelOf: (id: string) => SessionLabel,
  { text, limit, before }: Params<'sessions.search'>,
): Result<'sessions.search'> {
  const terms = searchTerms(text)
  const start = before === undefined ? 0 : sessions.findIndex(({ summary }) => summary.id === before) + 1
  const hits = sessions.slice(start).flatMap((playing) => {
    const { id } = playing.summary
    const recorded = new SessionText()
    for (const frame of parseFrames(playing.text)) recorded.apply(frame)
    const found = terms.length === 0 ? null : findIn(searchText(recorded.read(), labelOf(id)), terms)
    return found === null ? [] : [{ id, ...found }]
  })
  return { hits: hits.slice(0, limit), more: hits.length > limit, indexed: true }
}
