// Whether a websocket session is one that this console keeps open. The gateway knows; asked once for each session, because a
// socket is kept from its first moment and its end is in the session itself.
import { useEffect, useState } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { host } from '../host/index'

export function useKept(session: Pick<SessionSummary, 'clientRequestId' | 'transport' | 'closed'> | null): boolean {
  const [kept, setKept] = useState<string | null>(null)
  const isOpen = session !== null && session.transport === 'websocket' && !session.closed
  const requestId = isOpen ? session.clientRequestId : null
  useEffect(() => {
    if (requestId === null) return
    let isCurrent = true
    const learn = (ids: readonly string[]) => {
      if (isCurrent) setKept(ids.includes(requestId) ? requestId : null)
    }
    host
      .call('socket.list', {})
      .then(({ requestIds }) => learn(requestIds))
      .catch(() => learn([]))
    return () => {
      isCurrent = false
    }
  }, [requestId])
  return requestId !== null && kept === requestId
}
