import { createContext, useContext, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import type { Exchange, Turn } from '../../views/exchange'
import { TurnPicker, useTurn } from './turn-picker'

export type InspectedTurn = { readonly session: SessionSummary; readonly exchange: Exchange; readonly turn: Turn }

/** Who explains a turn. It is a feature beside this one, so the app brings the two together. */
export const TurnInspector = createContext<(turn: InspectedTurn) => ReactNode>(() => null)

export const RoutePanel = ({ session }: { readonly session: SessionSummary }) => {
  const picked = useTurn(session)
  const { exchange, turn } = picked
  const inspect = useContext(TurnInspector)
  return (
    <div className="panel-page" data-pane tabIndex={0} role="region" aria-label="Why">
      <TurnPicker {...picked} />
      {turn === undefined ? <p className="empty-note">Nothing was asked yet.</p> : inspect({ session, exchange, turn })}
    </div>
  )
}
