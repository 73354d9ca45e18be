// Counts down to when a `Retry-After` is over: once a second, and only while somebody can see it.
import { useCallback, useSyncExternalStore } from 'react'

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

/** `until` in Unix milliseconds. */
export const RetryClock = ({ until }: { readonly until: number }) => {
  const left = useSecondsTo(until)
  if (left === 0) return <span className="tone-ok">The wait is over.</span>
  return (
    <span className="num retry-clock" role="timer">
      {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')}
      <span className="unit">to wait</span>
    </span>
  )
}
