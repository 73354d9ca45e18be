// The answer of one session: what the model said, or the error that came instead. Live and Compose show the same.
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { openLog, useVersion } from '../state/frame-log'
import type { SessionSummary } from '#shared/session/summary'
import { formatCount } from '../ui/format'
import { EnvelopeCard } from './envelope-card'
import { readExchange, type Turn } from './exchange'
import { OutputPartView, type TextMark } from './output-view'

type Props = { readonly session: SessionSummary; readonly mark?: TextMark | null }

export const Answer = ({ session, mark = null }: Props) => {
  const log = openLog(session.id)
  const version = useVersion(log)
  // Frames of a socket's handshake belong to no turn of the reader's.
  const turns = readExchange(log).turns.filter((turn) => turn.sent !== null || !isSilent(turn))
  const running = session.verdict === 'streaming'
  const { pane, onScroll } = useStickyEnd(version, (turns.at(-1)?.error ?? null) !== null)
  useMarkInView(pane, mark)
  return (
    <div ref={pane} onScroll={onScroll} className="answer" role="region" aria-label="Output" tabIndex={0}>
      {turns.map((turn) => (
        <TurnAnswer key={turn.number} turn={turn} many={turns.length > 1} mark={mark} />
      ))}
      {turns.every(isSilent) && (
        <p className="empty-note">{running ? 'Nothing has been said yet.' : `No output. ${session.proof}`}</p>
      )}
    </div>
  )
}

/** Keeps the end in view while text grows, until the reader scrolls up. An error is read from its beginning. */
function useStickyEnd(version: number, hasFailed: boolean) {
  const pane = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const placedAt = useRef(-1)

  useLayoutEffect(() => {
    const element = pane.current
    if (!element || !atEnd.current || version <= 1) return
    element.scrollTo({ top: hasFailed ? lastErrorIn(element) : element.scrollHeight })
    placedAt.current = element.scrollTop
  }, [version, hasFailed])

  const onScroll = () => {
    const element = pane.current
    // Where this put it is not where the reader went.
    if (!element || element.scrollTop === placedAt.current) return
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24
  }
  return { pane, onScroll }
}

/** How far to scroll until the last envelope begins at the top. */
function lastErrorIn(pane: HTMLElement): number {
  const card = [...pane.querySelectorAll(':scope > .envelope')].at(-1)
  if (!card) return pane.scrollHeight
  const above = Number.parseFloat(getComputedStyle(pane).paddingTop)
  return pane.scrollTop + card.getBoundingClientRect().top - pane.getBoundingClientRect().top - above
}

/** Marked words are what the reader has just chosen: they are brought into view, in this pane only. */
function useMarkInView(pane: RefObject<HTMLDivElement | null>, mark: TextMark | null): void {
  const place = mark === null ? null : `${mark.turn} ${mark.key} ${mark.to}`
  useLayoutEffect(() => {
    const words = place === null ? undefined : pane.current?.querySelector('mark')
    if (!pane.current || !words) return
    const { top, height } = pane.current.getBoundingClientRect()
    const { top: at } = words.getBoundingClientRect()
    if (at < top || at > top + height - 24) pane.current.scrollBy({ top: at - top - height / 2 })
  }, [pane, place])
}

const isSilent = (turn: Turn): boolean => turn.output.parts.length === 0 && turn.error === null

/** An error event in a stream comes long after the head said 200. */
const errorStatus = ({ responded }: Turn): number | null =>
  responded !== null && responded.status >= 400 ? responded.status : null

type TurnProps = { readonly turn: Turn; readonly many: boolean; readonly mark: TextMark | null }

/** Laying out a thousand items for a reader of the last would hold the window; the others come when they are asked for. */
const partsAtOnce = 40

const TurnAnswer = ({ turn, many, mark }: TurnProps) => {
  const [asked, setAsked] = useState(partsAtOnce)
  const { parts } = turn.output
  const marked = mark !== null && mark.turn === turn.number ? mark : null
  const markedAt = marked === null ? -1 : parts.findIndex(({ key }) => key === marked.key)
  const last = parts.length - asked
  const first = Math.max(0, markedAt < 0 ? last : Math.min(last, markedAt))
  return (
    <>
      {many && <h2 className="turn-head">Turn {turn.number}</h2>}
      {first > 0 && (
        <button type="button" className="button small earlier" onClick={() => setAsked(asked + partsAtOnce)}>
          Show {Math.min(first, partsAtOnce)} of {formatCount(first)} earlier items
        </button>
      )}
      {parts.slice(first).map((part) => (
        <OutputPartView
          key={part.key}
          part={part}
          length={part.text.length + (part.media?.url.length ?? 0)}
          deltas={part.deltas}
          done={part.done}
          mark={marked?.key === part.key ? marked : null}
        />
      ))}
      {turn.error !== null && <EnvelopeCard error={turn.error} status={errorStatus(turn)} />}
    </>
  )
}
