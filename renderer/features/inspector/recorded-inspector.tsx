import { useMemo } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { configurationContext, useFreshConfiguration } from '../../state/configuration'
import type { Exchange, Turn } from '../../views/exchange'
import { InspectorView } from './inspector'
import { explainRecorded, isUnderWay, stateOf } from './recorded'

type Props = { readonly session: SessionSummary; readonly exchange: Exchange; readonly turn: Turn }

/** One turn of a recorded session, as far as it has come. */
export const RecordedInspector = ({ session, exchange, turn }: Props) => {
  const state = stateOf(turn)
  const configuration = useFreshConfiguration()
  const explanation = useMemo(
    () => explainRecorded(exchange, turn, state, configurationContext(configuration)),
    [exchange, turn, state, configuration],
  )
  return (
    <InspectorView
      key={`${session.id} ${turn.number}`}
      explanation={explanation}
      session={session}
      recorded={{ turn, isUnderWay: isUnderWay(turn, session.closed) }}
    />
  )
}
