import { useCallback, useSyncExternalStore } from 'react'

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** Three panes, and no room in their heads for words that stand elsewhere too. */
export const tight = '(max-width: 1400px)'
/** No room for three panes beside each other. */
export const narrow = '(max-width: 1180px)'
/** No room for the list beside the viewer. */
export const slim = '(max-width: 900px)'
