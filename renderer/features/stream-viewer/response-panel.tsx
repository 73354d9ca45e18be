// The response object as it stood after any event: the slider and the event grid select the same frame.
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { responseLines } from '#shared/inspect/response/lines'
import { setterOf, type Track } from '#shared/inspect/response/time-travel'
import type { SessionSummary } from '#shared/session/summary'
import { openLog } from '../../state/frame-log'
import { CopyButton } from '../../ui/copy-button'
import { formatCount, formatOffset } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { CodeTokens } from '../../ui/json-view'
import { selectFrame } from './actions'
import type { Standing } from './use-moment'

type Props = { readonly session: SessionSummary; readonly standing: Standing }

export const ResponsePanel = ({ session, standing: { track, moment, turn, chosen } }: Props) => {
  const [all, setAll] = useState(false)
  const log = openLog(session.id)
  const last = track.seqs.length - 1
  const go = (index: number) => selectFrame(track.seqs[Math.min(last, Math.max(0, index))] ?? null)
  const seq = track.seqs[moment.index]
  const at = seq === undefined ? 0 : log.at(seq)
  const lines = responseLines(moment.response, moment.changed, all)
  const pane = useChangeInView(chosen ? moment.index : null)
  return (
    <section className="response" aria-label="Response object" data-pane>
      <header className="bar">
        <h2>Response</h2>
        <span className="note ellipsis">
          {session.turns > 1 ? `turn ${turn}, ` : 'at event '}
          <span className="num">{formatCount(moment.index + 1)}</span> of {formatCount(track.seqs.length)}
        </span>
        <span className="grow" />
        <CopyButton text={() => JSON.stringify(moment.response, null, 2)} label="Copy the response at this event" />
        <Step name="first" label="Previous event" disabled={moment.index <= 0} onStep={() => go(moment.index - 1)} />
        <Step name="last" label="Next event" disabled={moment.index >= last} onStep={() => go(moment.index + 1)} />
      </header>
      <Slider
        track={track}
        index={moment.index}
        text={`Event ${moment.index + 1} of ${last + 1}, ${formatOffset(at)} milliseconds`}
        onMove={go}
      />
      <div ref={pane} className="response-lines" role="region" aria-label="Fields of the response" tabIndex={0}>
        {lines.map((line, index) => (
          <button
            key={index}
            type="button"
            tabIndex={-1}
            className={line.changed ? 'response-line changed' : 'response-line'}
            title={line.path === '' ? undefined : `${line.path}: show the event that set it`}
            onClick={() => (line.more ? setAll(true) : selectFrame(setterOf(moment, line.path) ?? seq ?? null))}
          >
            <span className="line-number" aria-hidden="true">
              {index + 1}
            </span>
            <span className="line-text" style={{ paddingLeft: line.depth * 14 }}>
              <CodeTokens line={line.text} />
            </span>
          </button>
        ))}
        {all && (
          <button type="button" className="button small code-more" onClick={() => setAll(false)}>
            Show fewer fields
          </button>
        )}
      </div>
    </section>
  )
}

/**
 * What the chosen event changed is what the reader looks for: it is kept in the middle. While nothing is chosen the pane
 * rests: measuring it with every event of a stream would cost more than all else in it.
 */
function useChangeInView(index: number | null) {
  const pane = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const changed = index === null ? null : pane.current?.querySelector<HTMLElement>('.changed')
    if (!pane.current || !changed) return
    pane.current.scrollTop = changed.offsetTop - pane.current.offsetTop - pane.current.clientHeight / 2
  }, [index])
  return pane
}

type StepProps = {
  readonly name: 'first' | 'last'
  readonly label: string
  readonly disabled: boolean
  readonly onStep: () => void
}

const Step = ({ name, label, disabled, onStep }: StepProps) => (
  <button type="button" className="button quiet icon-only" aria-label={label} disabled={disabled} onClick={onStep}>
    <Icon name={name} size={12} />
  </button>
)

type SliderProps = {
  readonly track: Track
  readonly index: number
  readonly text: string
  readonly onMove: (index: number) => void
}

const page = 10
const mostTicks = 200

const Slider = ({ track, index, text, onMove }: SliderProps) => {
  const last = Math.max(1, track.seqs.length - 1)
  const percent = (place: number) => `${(place / last) * 100}%`
  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowRight: index + 1,
      ArrowUp: index + 1,
      ArrowLeft: index - 1,
      ArrowDown: index - 1,
      PageUp: index + page,
      PageDown: index - page,
      Home: 0,
      End: last,
    }[event.key]
    if (target === undefined) return
    event.preventDefault()
    onMove(target)
  }
  const moveTo = ({ currentTarget, clientX }: PointerEvent<HTMLDivElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    onMove(Math.round(((clientX - left) / width) * last))
  }
  return (
    <div
      className="time-slider"
      role="slider"
      tabIndex={0}
      aria-label="Event of the response"
      aria-valuemin={1}
      aria-valuemax={track.seqs.length}
      aria-valuenow={index + 1}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        moveTo(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event)
      }}
    >
      <span className="slider-track" />
      <span className="slider-fill" style={{ width: percent(index) }} />
      {track.opens.slice(0, mostTicks).map((place) => (
        <span key={place} className="slider-tick" style={{ left: percent(place) }} />
      ))}
      <span className="slider-thumb" style={{ left: percent(index) }} />
    </div>
  )
}
