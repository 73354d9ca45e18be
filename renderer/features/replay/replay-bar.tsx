// The transport bar of a replay: what plays, how fast, where it is, and where else the tape can go.
import { useEffect, useRef, useState } from 'react'
import { speeds } from '#shared/replay/clock'
import {
  canEdit,
  chooseSpeed,
  leaveReplay,
  playedTape,
  step,
  stepTurn,
  toggleEditing,
  togglePlay,
} from '../../state/replay'
import { findSession, useStore, type Replay } from '../../state/store'
import { Segments } from '../../ui/choices'
import { formatCount, plural } from '../../ui/format'
import { Icon, type IconName } from '../../ui/icons'
import { ClientPopover } from './client-popover'
import { formatPlayed, ScrubTrack } from './track'
import { endOf, type Scale } from './track-data'

const scales = [
  { value: 'time', label: 'Time' },
  { value: 'frames', label: 'Frames' },
] as const

export const ReplayBar = () => {
  const replay = useStore((state) => state.replay)
  const tape = playedTape()
  const [scale, setScale] = useState<Scale>('time')
  const bar = useRef<HTMLElement>(null)
  useEffect(() => bar.current?.querySelector<HTMLElement>('[data-start]')?.focus(), [])
  if (replay === null || tape === null) return null
  return (
    <section ref={bar} className="replay" aria-label="Replay" data-pane>
      <div className="replay-bar">
        <Transport playing={replay.clock.since !== null} />
        <SpeedSelect speed={replay.clock.speed} />
        <span className="replay-time" aria-hidden="true">
          {formatPlayed(replay.time)} <span className="note">/ {formatPlayed(endOf(tape))}</span>
          <span className="unit">s</span>
        </span>
        <span className="note replay-count">
          <span className="wide">frame </span>
          <span className="num">{formatCount(replay.shown)}</span> of{' '}
          <span className="num">{formatCount(tape.length)}</span>
        </span>
        <State replay={replay} length={tape.length} />
        <span className="grow" />
        <EditButton edits={replay.edits} />
        <ClientPopover id={replay.id} isEdited={replay.edits > 0} />
        <Control icon="close" label="Leave the replay" keys="Escape" hint="Esc" onPress={leaveReplay} />
      </div>
      <div className="replay-track">
        <ScrubTrack replay={replay} tape={tape} scale={scale} />
        <Segments label="The track shows" small choices={scales} value={scale} onChange={setScale} />
      </div>
    </section>
  )
}

/** Of an edited tape it says that it is one. */
const EditButton = ({ edits }: { readonly edits: number }) => {
  const can = useStore((state) => canEdit(findSession(state, state.selectedId)))
  const title = edits > 0 ? 'The edited tape plays. Back to its edits (T)' : 'Change frames of this tape (T)'
  return (
    <button
      type="button"
      className={edits > 0 ? 'button small tone-warn' : 'button small'}
      disabled={!can}
      aria-keyshortcuts="T"
      title={title}
      onClick={toggleEditing}
    >
      {edits > 0 ? `Edited, ${plural(edits, 'edit')}` : 'Edit tape'}
    </button>
  )
}

/** Said when it changes, and not while it plays. */
const State = ({ replay: { clock, shown }, length }: { readonly replay: Replay; readonly length: number }) => {
  const word =
    clock.since !== null ? 'Replaying from disk. No network.' : shown >= length ? 'End of the tape.' : 'Paused.'
  return (
    <span className="note ellipsis wide" role="status">
      {word}
    </span>
  )
}

const Transport = ({ playing }: { readonly playing: boolean }) => (
  <div className="replay-buttons" role="group" aria-label="Playback">
    <Control icon="first" label="Previous turn or attempt" keys="<" onPress={() => stepTurn(-1)} />
    <Control icon="stepBack" label="One frame back" keys="," onPress={() => step(-1)} />
    <button
      type="button"
      className="button primary small replay-play"
      aria-label={playing ? 'Pause' : 'Play'}
      aria-keyshortcuts="Space"
      title={playing ? 'Pause (Space)' : 'Play (Space)'}
      onClick={togglePlay}
    >
      <Icon name={playing ? 'pause' : 'play'} size={12} />
    </button>
    <Control icon="stepOn" label="One frame on" keys="." onPress={() => step(1)} />
    <Control icon="last" label="Next turn or attempt" keys=">" onPress={() => stepTurn(1)} />
  </div>
)

type ControlProps = {
  readonly icon: IconName
  readonly label: string
  readonly keys: string
  readonly hint?: string
  readonly onPress: () => void
}

const Control = ({ icon, label, keys, hint = keys, onPress }: ControlProps) => (
  <button
    type="button"
    className="button quiet icon-only"
    aria-label={label}
    aria-keyshortcuts={keys}
    title={`${label} (${hint})`}
    onClick={onPress}
  >
    <Icon name={icon} size={12} />
  </button>
)

const saySpeed = (speed: number): string => (Number.isFinite(speed) ? `${speed}×` : '∞')

const SpeedSelect = ({ speed }: { readonly speed: number }) => (
  <select
    className="select small"
    aria-label="Speed"
    title="Speed (+ and −)"
    value={String(speed)}
    onChange={(event) => chooseSpeed(Number(event.target.value))}
  >
    {speeds.map((choice) => (
      <option key={choice} value={String(choice)}>
        {saySpeed(choice)}
      </option>
    ))}
  </select>
)
