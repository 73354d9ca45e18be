// The gateway's configuration file, as it is: what fixes of it are made for. Somebody may be editing it, so it is read again
// whenever an explanation comes on screen or the window comes back.
import { useEffect } from 'react'
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { ConfigurationReading } from '#shared/contract/commands'
import type { Context } from '#shared/diagnostics/explanation'
import { host } from '../host/index'

type State = { readonly reading: ConfigurationReading | null }

const configuration = createStore<State>(() => ({ reading: null }))

/** Null while it is not known: a file that is no JSON just now has nothing to fit a change to. */
export const useConfiguration = (): ConfigurationReading | null => useZustand(configuration, ({ reading }) => reading)

/** For what comes on screen with explanations in it. */
export function useFreshConfiguration(): ConfigurationReading | null {
  useEffect(() => {
    refresh()
    window.addEventListener('focus', refresh)
    return () => window.removeEventListener('focus', refresh)
  }, [])
  return useConfiguration()
}

/** What `explain` is told of it. */
export const configurationContext = (reading = configuration.getState().reading): Pick<Context, 'configuration'> =>
  reading === null ? {} : { configuration: reading.document }

const refresh = (): void =>
  void host
    .call('configuration.read', {})
    .then(keep)
    .catch(() => keep(null))

/** The same content stays the same value, or everything made for it would be made again. */
function keep(reading: ConfigurationReading | null): void {
  const { reading: known } = configuration.getState()
  if (JSON.stringify(known) !== JSON.stringify(reading)) configuration.setState({ reading })
}
