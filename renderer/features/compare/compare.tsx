// Two or three runs against each other: first in words, then part by part, what differs before what is the same. The first run
// is what the others are held against.
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { Comparison, TurnComparison } from '#shared/inspect/compare/compare'
import { sentTurns, type Run, type RunTurn } from '#shared/inspect/compare/run'
import { closeCompare, openCompare } from '../../state/compare'
import { useStore } from '../../state/store'
import { formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { EventsPart } from './events-part'
import { Heads, Letter, letters } from './heads'
import { LanesView } from './lanes-view'
import { NumberTable, timesOf, usesOf } from './numbers-part'
import { compareRead, isWhole, mostFrames, useRuns, type ReadRun } from './read-run'
import { RequestPart } from './request-part'
import { RoutingPart } from './routing-part'
import { Section } from './section'
import { TextPart } from './text-part'
import './compare.css'

export const Compare = ({ ids }: { readonly ids: readonly string[] }) => {
  const all = useStore((state) => state.sessions)
  const sessions = useMemo(() => ids.flatMap((id) => all.find((session) => session.id === id) ?? []), [all, ids])
  const runs = useRuns(ids, sessions)
  const page = useRef<HTMLDivElement>(null)
  useEffect(() => page.current?.focus(), [])
  return (
    <section className="pane compare" aria-label="Compare">
      <Bar ids={ids} />
      <Heads sessions={sessions} />
      <div
        className="compare-page"
        ref={page}
        tabIndex={0}
        role="region"
        aria-label="What differs"
        data-pane
        data-start
      >
        {sessions.length < 2 ? (
          <p className="empty-note">Only one of these sessions is there any more.</p>
        ) : (
          <Compared runs={runs} />
        )}
      </div>
    </section>
  )
}

const Bar = ({ ids }: { readonly ids: readonly string[] }) => (
  <div className="bar">
    <h1>Compare</h1>
    <span className="note">{ids.length > 2 ? 'B and C against A' : 'B against A'}</span>
    <span className="grow" />
    <button
      type="button"
      className="button small"
      title="What the others are held against becomes the last"
      onClick={() => openCompare([...ids.slice(1), ...ids.slice(0, 1)])}
    >
      {ids.length > 2 ? 'Next as A' : 'Swap'}
    </button>
    <button type="button" className="button small" aria-keyshortcuts="Escape" onClick={closeCompare}>
      <Icon name="close" size={12} /> Close <kbd>Esc</kbd>
    </button>
  </div>
)

const Compared = ({ runs }: { readonly runs: readonly ReadRun[] }) => {
  const [first, ...others] = runs
  const [chosen, choose] = useState<number | null>(null)
  if (first === undefined) return null
  const reading = runs.filter((run) => !isWhole(run))
  if (runs.some(({ read }) => read === 0)) return <p className="empty-note">Reading the sessions.</p>
  const comparisons = others.map((run, index) => compareRead(first, run, { a: 'A', b: letters[index + 1] ?? '' }))
  const count = Math.min(...comparisons.map(({ turns }) => turns.length))
  const turn = chosen ?? firstDiffering(comparisons)
  return (
    <>
      <div className="compare-summary" role="status">
        {comparisons.map(({ sentence }, index) => (
          <p key={index}>{sentence}</p>
        ))}
      </div>
      {reading.length > 0 && <p className="compare-note tone-warn">{sayReading(reading)}</p>}
      {runs.some(({ session }) => session.frames > mostFrames) && (
        <p className="compare-note tone-warn">
          The first {formatCount(mostFrames)} events of a run are compared; what comes after them is not.
        </p>
      )}
      {count > 1 && <TurnRow comparisons={comparisons} count={count} shown={turn} onChoose={choose} />}
      {count > 0 && <Parts key={turn} runs={runs} comparisons={comparisons} index={turn} />}
    </>
  )
}

function firstDiffering(comparisons: readonly Comparison[]): number {
  const found = comparisons.map(({ turns }) => turns.findIndex(({ same }) => !same)).filter((index) => index >= 0)
  return found.length === 0 ? 0 : Math.min(...found)
}

const sayReading = (reading: readonly ReadRun[]): string => {
  const left = reading.reduce((sum, { read, wanted }) => sum + wanted - read, 0)
  return `So far. ${plural(left, 'event')} still to be read.`
}

type TurnRowProps = {
  readonly comparisons: readonly Comparison[]
  readonly count: number
  readonly shown: number
  readonly onChoose: (turn: number) => void
}

/** The turns of a conversation, those that differ marked. */
const TurnRow = ({ comparisons, count, shown, onChoose }: TurnRowProps) => (
  <div className="compare-turns" role="group" aria-label="Turn">
    {Array.from({ length: count }, (_, index) => {
      const same = comparisons.every(({ turns }) => turns[index]?.same)
      return (
        <button
          key={index}
          type="button"
          className="button small"
          aria-pressed={index === shown}
          aria-label={`Turn ${index + 1}, ${same ? 'the same' : 'differs'}`}
          onClick={() => onChoose(index)}
        >
          Turn {index + 1} {same ? <Icon name="check" size={11} /> : <span className="tone-warn">differs</span>}
        </button>
      )
    })}
  </div>
)

type PartsProps = {
  readonly runs: readonly ReadRun[]
  readonly comparisons: readonly Comparison[]
  readonly index: number
}

const Parts = ({ runs, comparisons, index }: PartsProps) => {
  const others = comparisons.flatMap(({ turns }) => turns[index] ?? [])
  const sides = runs.flatMap(({ run }) => {
    const turn = sentTurns(run)[index]
    return turn === undefined ? [] : [{ run, turn }]
  })
  const parts: readonly (readonly [boolean, ReactNode])[] = [
    [others.every(({ verdict }) => verdict.same), <VerdictPart key="verdict" sides={sides} others={others} />],
    [others.every(({ request }) => request.same), <RequestPart key="request" others={others} />],
    [others.every(({ routing }) => routing.same), <RoutingPart key="routing" others={others} />],
    [others.every(({ text }) => text.same), <TextPart key="text" others={others} />],
    [
      timesOf(others)
        .flat()
        .every(({ same }) => same),
      <TimesPart key="times" sides={sides} others={others} />,
    ],
    [others.every(({ events }) => events.same), <EventsPart key="events" others={others} />],
    [
      usesOf(others)
        .flat()
        .every(({ same }) => same),
      <UsesPart key="uses" others={others} />,
    ],
  ]
  return <>{[...parts].sort(([one], [other]) => Number(one) - Number(other)).map(([, part]) => part)}</>
}

type SidesProps = {
  readonly sides: readonly { readonly run: Run; readonly turn: RunTurn }[]
  readonly others: readonly TurnComparison[]
}

const VerdictPart = ({ others }: SidesProps) => {
  const sentences = [others[0]?.verdict.a ?? '', ...others.map(({ verdict }) => verdict.b)]
  const same = others.every(({ verdict }) => verdict.same)
  return (
    <Section title="Verdict" note={same ? 'the same' : 'not the same'} same={same}>
      <dl className="compare-verdicts">
        {sentences.map((sentence, index) => (
          <div key={index}>
            <dt>
              <Letter index={index} />
            </dt>
            <dd>{sentence}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

const TimesPart = ({ sides, others }: SidesProps) => {
  const lists = timesOf(others)
  const same = lists.flat().every((row) => row.same)
  return (
    <Section title="Timing" note={same ? 'the same' : 'lined up at the first token'} same={same}>
      <div className="compare-times">
        <LanesView sides={sides} />
        <NumberTable label="Times" lists={lists} />
      </div>
    </Section>
  )
}

const UsesPart = ({ others }: { readonly others: readonly TurnComparison[] }) => {
  const lists = usesOf(others)
  const same = lists.flat().every((row) => row.same)
  const isKnown = lists.flat().length > 0
  return (
    <Section
      title="Tokens and cost"
      note={!isKnown ? 'not told' : same ? 'the same' : 'as the responses tell'}
      same={same}
    >
      {isKnown ? (
        <NumberTable label="Tokens and cost" lists={lists} />
      ) : (
        <p className="note">Neither response tells what it used.</p>
      )}
    </Section>
  )
}
