// An export while it is put together: the choices of its user, and what the gateway says would come of them. It is prepared anew
// after every change; what was prepared before is forgotten.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Params, Result } from '#shared/contract/commands'
import type { RedactionRule } from '#shared/redaction/rules'
import { host } from '../../host/index'
import { restoreRules, saveRules } from './kept-rules'

export type ExportFormat = Params<'session.export'>['format']
export type Prepared = Result<'session.export'>

export type Preparing = {
  readonly ids: readonly string[]
  readonly format: ExportFormat
  readonly rules: readonly RedactionRule[]
  readonly texts: boolean
  readonly harmless: readonly string[]
  /** What came of the last choices; null: nothing yet. */
  readonly prepared: Prepared | null
  readonly isBusy: boolean
  readonly error: string | null
  /** Bytes that were handed over, while it is saved; null: it is not. */
  readonly saved: number | null
}

const nothing: Preparing = {
  ids: [],
  format: 'jsonl',
  rules: [],
  texts: false,
  harmless: [],
  prepared: null,
  isBusy: false,
  error: null,
  saved: null,
}

export const preparing = createStore<Preparing>(() => nothing)
export const usePreparing = <T>(select: (state: Preparing) => T): T => useZustand(preparing, select)

export function beginExport(ids: readonly string[]): void {
  const { format } = preparing.getState()
  preparing.setState({ ...nothing, ids, format, rules: restoreRules() })
  void prepare()
}

export const chooseFormat = (format: ExportFormat): void => change({ format })

export const maskTexts = (texts: boolean): void => change({ texts })

export function addRule(rule: RedactionRule): void {
  const { rules } = preparing.getState()
  const isKnown = rules.some((one) => JSON.stringify(one) === JSON.stringify(rule))
  if (!isKnown) changeRules([...rules, rule])
}

export const removeRule = (rule: RedactionRule): void =>
  changeRules(preparing.getState().rules.filter((one) => one !== rule))

export const callHarmless = (token: string): void => change({ harmless: [...preparing.getState().harmless, token] })

function changeRules(rules: readonly RedactionRule[]): void {
  saveRules(rules)
  change({ rules })
}

function change(choice: Partial<Preparing>): void {
  preparing.setState(choice)
  void prepare()
}

let latest = 0

async function prepare(): Promise<void> {
  latest += 1
  const own = latest
  const { ids, format, rules, texts, harmless } = preparing.getState()
  preparing.setState({ isBusy: true, error: null, saved: null })
  try {
    const prepared = await host.call('session.export', {
      ids: [...ids],
      format,
      redact: { rules: [...rules], texts, harmless: [...harmless] },
    })
    if (own === latest) preparing.setState({ prepared, isBusy: false })
  } catch (error) {
    if (own === latest)
      preparing.setState({
        prepared: null,
        isBusy: false,
        error: error instanceof Error ? error.message : String(error),
      })
  }
}

/** Reads what was prepared, piece by piece. @throws HostError */
export async function readPrepared(exportId: string, read: (bytes: number) => void): Promise<Blob> {
  const pieces: Blob[] = []
  let size = 0
  for (let from = 0, atEnd = false; !atEnd;) {
    const chunk = await host.call('export.read', { exportId, from })
    const piece = Uint8Array.from(atob(chunk.base64), (sign) => sign.charCodeAt(0))
    // A blob of each piece: the browser may keep them on disk, where an array of them all would be held.
    pieces.push(new Blob([piece]))
    size += piece.length
    read(size)
    from = chunk.next
    atEnd = chunk.atEnd
  }
  return new Blob(pieces)
}
