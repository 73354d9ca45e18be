// What a request may hold, as the gateway told this window. Null until it was asked.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { RequestSchema } from '#shared/contract/commands'

export const requestSchema = createStore<{ readonly current: RequestSchema | null }>(() => ({ current: null }))

export const useRequestSchema = (): RequestSchema | null => useZustand(requestSchema, ({ current }) => current)
