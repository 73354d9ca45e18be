// Counts down to when a `Retry-After` is over: once a second, and only while somebody can see it. Who asks for it has the request
// sent again then.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'

const secondsTo = (until: number): number => Math.max(0, Math.ceil((until - Date.now()) / 1000))

function useSecondsTo(until: number): number {
  const subscribe = useCallback(
    (tell: () => void) => {
      let timer: ReturnType<typeof setInterval> | undefined
      const watch = () => {
        clearInterval(timer)
        tell()
        if (document.visibilityState === 'visible' && secondsTo(until) > 0) timer = setInterval(tick, 1000)
      }
      const tick = () => {
        tell()
        if (secondsTo(until) === 0) clearInterval(timer)
      }
      document.addEventListener('visibilitychange', watch)
      watch()
      return () => {
        clearInterval(timer)
        document.removeEventListener('visibilitychange', watch)
      }
    },
    [until],
  )
  return useSyncExternalStore(subscribe, () => secondsTo(until))
}

type Props = {
  /** In Unix milliseconds. */
  readonly until: number
  /** Null where it cannot be sent. */
  readonly sendAgain: (() => void) | null
}

export const RetryClock = ({ until, sendAgain }: Props) => {
  const left = useSecondsTo(until)
  const [isArmed, arm] = useState(false)
  const isDue = isArmed && left === 0
  const isSent = useRef(false)
  useEffect(() => {
    if (!isDue || isSent.current) return
    isSent.current = true
    sendAgain?.()
  }, [isDue, sendAgain])
  if (left === 0) return <span className="tone-ok">The wait is over.</span>
  return (
    <>
      <span className="num retry-clock" role="timer">
        {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')}
        <span className="unit">to wait</span>
      </span>{' '}
      {sendAgain !== null && (
        <button
          type="button"
          className="button small"
          aria-pressed={isArmed}
          title="As long as this stays on screen"
          onClick={() => arm(!isArmed)}
        >
          {isArmed ? 'Will be resent then' : 'Resend then'}
        </button>
      )}
    </>
  )
}
