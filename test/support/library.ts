// Session files as a gateway leaves them, written by hand.
import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { SessionHeader } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import { framesOf, type Moment } from './frames'

export function createLibrary(dataDir: string) {
  const folder = path.join(dataDir, 'sessions')
  mkdirSync(folder, { recursive: true })
  const fileOf = (id: string) => path.join(folder, `${id}.jsonl`)
  const headerOf = (id: string, startedAt: number): SessionHeader => ({
    format: 'gatescope.session',
    version: 2,
    id,
    startedAt,
    app: 'test',
    origin: null,
  })
  return {
    folder,
    fileOf,
    indexFile: path.join(folder, 'index.jsonl'),
    /** A file with these frames, and nothing of it in the index. */
    leave: (id: string, moments: readonly Moment[], startedAt = 1_000) =>
      writeFileSync(fileOf(id), [headerOf(id, startedAt), ...framesOf(...moments)].map(formatLine).join('')),
    /** The entry that a gateway writes when a session is over. */
    index: (id: string, moments: readonly Moment[], startedAt = 1_000) => {
      const summary = framesOf(...moments).reduce(applyFrame, createSummary(headerOf(id, startedAt)))
      const entry = { bytes: statSync(fileOf(id)).size, summary: { ...summary, stored: summary.frames } }
      appendFileSync(path.join(folder, 'index.jsonl'), `${JSON.stringify(entry)}\n`)
    },
  }
}
