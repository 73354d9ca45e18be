// How much of its room the library takes. Asked anew when the list has changed, but not for every event of a stream.
import { useEffect } from 'react'
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SessionUsage } from '#shared/contract/sessions'
import { host } from '../../host/index'
import { store } from '../../state/store'

const usage = createStore<{ readonly now: SessionUsage | null }>(() => ({ now: null }))
export const useUsage = (): SessionUsage | null => useZustand(usage, ({ now }) => now)

const atMostEveryMs = 2_000

export async function readUsage(): Promise<void> {
  try {
    usage.setState({ now: await host.call('sessions.usage', {}) })
  } catch {
    // The footer goes on saying what it knew; whatever is wrong with the gateway is said elsewhere.
  }
}

/** While the list is on screen. */
export function useUsageUpdates(): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined
        void readUsage()
      }, atMostEveryMs)
    }
    void readUsage()
    const leave = store.subscribe((state, before) => {
      if (state.sessions.length !== before.sessions.length || state.labels !== before.labels) void readUsage()
      else if (state.sessions !== before.sessions) later()
    })
    return () => {
      leave()
      clearTimeout(waiting)
    }
  }, [])
}
