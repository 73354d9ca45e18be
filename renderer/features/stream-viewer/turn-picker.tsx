import { useState } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { readExchange, type Exchange, type Turn } from '../../views/exchange'

type Picked = {
  readonly exchange: Exchange
  readonly turn: Turn | undefined
  /** Empty unless there is something to choose. */
  readonly turns: readonly number[]
  readonly pick: (turn: number) => void
}

/** The turn a panel shows: the last one, until the reader chooses. */
export function useTurn(session: SessionSummary): Picked {
  const log = openLog(session.id)
  useVersion(log)
  const exchange = readExchange(log)
  const [picked, pick] = useState<number | null>(null)
  const sent = exchange.turns.filter((t) => t.sent !== null)
  const turn = sent.find((t) => t.number === picked) ?? sent.at(-1) ?? exchange.turns.at(-1)
  return { exchange, turn, turns: sent.length > 1 ? sent.map((t) => t.number) : [], pick }
}

export const TurnPicker = ({ turn, turns, pick }: Picked) =>
  turns.length === 0 ? null : (
    <label className="turn-picker">
      <span className="note">Turn</span>
      <select className="select small" value={turn?.number} onChange={(event) => pick(Number(event.target.value))}>
        {turns.map((number) => (
          <option key={number} value={number}>
            {number}
          </option>
        ))}
      </select>
    </label>
  )
