// The faults a gateway injects now, read again whenever a request was recorded: it may have used one up.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { FaultList, Params } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { host } from '../../host/index'
import { sayFailure } from '../../state/store'

/** Null until it was read. */
const active = createStore<{ readonly list: FaultList | null }>(() => ({ list: null }))

export const useFaults = (): FaultList | null => useZustand(active, ({ list }) => list)

/** A stream changes its session dozens of times a second; a count that is used up may wait. */
const restMs = 200

let isReading = false
let isStale = false

async function load(): Promise<void> {
  if (isReading) {
    isStale = true
    return
  }
  isReading = true
  try {
    active.setState({ list: await host.call('faults.list', {}) })
  } catch (error) {
    sayFailure('The faults could not be read', error)
  }
  setTimeout(rested, restMs)
}

function rested(): void {
  isReading = false
  if (!isStale) return
  isStale = false
  void load()
}

/** As long as they are looked at; returns the end of it. */
export function watchFaults(): () => void {
  void load()
  const stops = [
    host.on('sessions.changed', () => void load()),
    host.on('host.connected', ({ connected }) => connected && void load()),
  ]
  return () => stops.forEach((stop) => stop())
}

export type Refusal = { readonly field: string | null; readonly message: string }

/** Null: it was added. */
export async function addFault(fault: Readonly<Record<string, unknown>>): Promise<Refusal | null> {
  try {
    // Checked by whom it is given to.
    await host.call('faults.add', { fault: fault as Params<'faults.add'>['fault'] })
    await load()
    return null
  } catch (error) {
    return readRefusal(error)
  }
}

function readRefusal(error: unknown): Refusal {
  const details = error instanceof HostError && Array.isArray(error.details) ? (error.details as unknown[]) : []
  const [first] = details as readonly { readonly path?: readonly unknown[]; readonly message?: string }[]
  if (first?.message === undefined) return { field: null, message: (error as Error).message }
  const name = first.path?.[1]
  return typeof name === 'string'
    ? { field: name, message: `${name}: ${first.message}` }
    : { field: null, message: first.message }
}

export async function removeFault(id: string): Promise<void> {
  try {
    await host.call('faults.remove', { id })
  } catch (error) {
    sayFailure('Not removed', error)
  }
  await load()
}
