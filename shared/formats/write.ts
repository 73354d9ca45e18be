// The formats a session leaves in, each a writer that reads the sessions and holds none of them.
import { writeCapsule } from '#shared/formats/capsule'
import { writeCurl } from '#shared/formats/curl'
import { writeHar } from '#shared/formats/har-write'
import type { MaskedReport } from '#shared/formats/html/sections'
import { writeHtml } from '#shared/formats/html/write-html'
import { writeJsonl } from '#shared/formats/jsonl'
import type { PortableSession } from '#shared/formats/portable'

export const portableFormats = ['jsonl', 'har', 'html', 'capsule', 'curl'] as const
export type PortableFormat = (typeof portableFormats)[number]

/** What formats tell besides the sessions. */
export type WriteOptions = {
  /** That of the app. */
  readonly version: string
  /** Unix ms. */
  readonly madeAt: number
  /** What was masked in a session. */
  readonly redaction: (id: string) => MaskedReport
  /** The text of the program that a capsule is. */
  readonly program: string
}

type Writer = (sessions: AsyncIterable<PortableSession>, options: WriteOptions) => AsyncGenerator<string>

const writers: { readonly [K in PortableFormat]: Writer } = {
  jsonl: writeJsonl,
  har: (sessions, { version }) => writeHar(sessions, { name: 'Gatescope', version }),
  html: (sessions, { version, madeAt, redaction }) =>
    writeHtml(sessions, { app: `gatescope ${version}`, madeAt, redaction }),
  capsule: (sessions, { program }) => writeCapsule(sessions, program),
  curl: writeCurl,
}

export const writeSessions = (
  format: PortableFormat,
  sessions: AsyncIterable<PortableSession>,
  options: WriteOptions,
): AsyncGenerator<string> => writers[format](sessions, options)

const endings: { readonly [K in PortableFormat]: string } = {
  jsonl: 'jsonl',
  har: 'har',
  html: 'html',
  capsule: 'mjs',
  curl: 'sh',
}

export const fileName = (format: PortableFormat, ids: readonly string[]): string =>
  `${ids.length === 1 ? ids[0] : `gatescope-${ids.length}-sessions`}.${endings[format]}`
