import { useEffect } from 'react'
import { HostError } from '#shared/contract/host'
import type { ProviderMode, ProviderRow } from '#shared/contract/providers'
import { host } from '../../host/index'
import { dropTest, keepRefresh, keepTest, providers } from '../../state/providers'
import { sayFailure, store, useStore } from '../../state/store'

let reading: Promise<void> | null = null
let isStale = false

/** However often it is asked for, one reading runs at a time, and one more after it. */
export function readProviders(): Promise<void> {
  isStale = true
  reading ??= readOn().finally(() => (reading = null))
  return reading
}

async function readOn(): Promise<void> {
  try {
    while (isStale) {
      isStale = false
      providers.setState({ list: await host.call('providers.list', {}) })
    }
  } catch (error) {
    sayFailure('The providers could not be read', error)
  }
}

/** While the screen is open: read anew with every change of the catalogue, every ended session, and every new connection. */
export function useFreshProviders(): void {
  const connection = useStore((state) => state.connection)
  const ended = useStore(({ sessions }) =>
    sessions.reduce((n, { verdict }) => n + (verdict === 'streaming' ? 0 : 1), 0),
  )
  useEffect(() => host.on('catalogue.changed', () => void readProviders()), [])
  useEffect(() => {
    if (connection === 'connected') void readProviders()
  }, [connection, ended])
}

export const selectProvider = (selectedId: string): void => providers.setState({ selectedId })

export async function setMode(id: string, mode: ProviderMode): Promise<void> {
  try {
    await host.call('provider.setMode', { provider: id, mode })
  } catch (error) {
    sayFailure('Not switched', error)
  }
  await readProviders()
}

/** Null: it is held, and has been tested. Otherwise why it was not taken. */
export async function saveKey({ id, origin }: ProviderRow, key: string, keep: boolean): Promise<string | null> {
  dropTest(id)
  try {
    const { notKept } = await host.call('provider.setKey', { provider: id, origin: origin ?? '', key, keep })
    if (notKept !== null) sayFailure('The key is held until Gatescope closes; it was not kept', notKept)
  } catch (error) {
    await readProviders()
    return error instanceof HostError ? error.message : String(error)
  }
  await readProviders()
  await testKey(id)
  return null
}

export async function testKey(id: string): Promise<void> {
  keepTest(id, null)
  try {
    keepTest(id, await host.call('provider.testKey', { provider: id }))
  } catch (error) {
    dropTest(id)
    sayFailure('The key was not tested', error)
  }
}

export async function forgetKey(id: string): Promise<void> {
  dropTest(id)
  try {
    await host.call('provider.forgetKey', { provider: id })
  } catch (error) {
    sayFailure('The key is not gone', error)
  }
  await readProviders()
}

export async function refreshModels(id: string): Promise<void> {
  keepRefresh(id, null)
  try {
    keepRefresh(id, await host.call('models.refresh', { provider: id }))
  } catch (error) {
    const failed = { reason: 'unreachable', message: error instanceof Error ? error.message : String(error) } as const
    keepRefresh(id, { added: [], known: 0, failed })
  }
}

export const showSessions = (id: string): void => store.setState({ screen: 'live', filter: `provider:${id}` })
