// Reads a paste beside the window's own thread: megabytes that are half JSON take seconds.
import type { Context } from '#shared/diagnostics/explanation'
import { readPaste, type PasteReading } from '#shared/diagnostics/paste'

export type PasteQuestion = { readonly text: string; readonly choice: number | null; readonly context: Context }

self.addEventListener('message', ({ data }: MessageEvent<PasteQuestion>) => {
  const reading: PasteReading = readPaste(data.text, data.choice, data.context)
  self.postMessage(reading)
})
