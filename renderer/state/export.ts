// Which sessions are being carried away, and which files brought in: any screen may ask, the app has the dialogs.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'

export type Carrying = {
  /** null: nobody exports anything. */
  readonly exporting: readonly string[] | null
  /** null: nobody imports anything. */
  readonly importing: readonly File[] | null
  /** A dialog that was wanted once stays, closed. */
  readonly hasExported: boolean
  readonly hasImported: boolean
}

export const carrying = createStore<Carrying>(() => ({
  exporting: null,
  importing: null,
  hasExported: false,
  hasImported: false,
}))
export const useCarrying = <T>(select: (state: Carrying) => T): T => useZustand(carrying, select)

export function openExport(ids: readonly string[]): void {
  if (ids.length > 0) carrying.setState({ exporting: ids, importing: null, hasExported: true })
}

export const closeExport = (): void => carrying.setState({ exporting: null })

export function openImport(files: readonly File[]): void {
  if (files.length > 0) carrying.setState({ importing: files, exporting: null, hasImported: true })
}

export const closeImport = (): void => carrying.setState({ importing: null })
