// The formats a session leaves in, each a writer that reads the sessions and holds none of them.
import { writeCurl } from '#shared/formats/curl'
import { writeHar } from '#shared/formats/har-write'
import { writeJsonl } from '#shared/formats/jsonl'
import type { PortableSession } from '#shared/formats/portable'

export const portableFormats = ['jsonl', 'har', 'curl'] as const
export type PortableFormat = (typeof portableFormats)[number]

type Writer = (sessions: AsyncIterable<PortableSession>, version: string) => AsyncGenerator<string>

const writers: { readonly [K in PortableFormat]: Writer } = {
  jsonl: writeJsonl,
  har: (sessions, version) => writeHar(sessions, { name: 'Gatescope', version }),
  curl: writeCurl,
}

/** `version` is that of the app, for formats that name who wrote them. */
export const writeSessions = (
  format: PortableFormat,
  sessions: AsyncIterable<PortableSession>,
  version: string,
): AsyncGenerator<string> => writers[format](sessions, version)

const endings: { readonly [K in PortableFormat]: string } = { jsonl: 'jsonl', har: 'har', curl: 'sh' }

export const fileName = (format: PortableFormat, ids: readonly string[]): string =>
  `${ids.length === 1 ? ids[0] : `gatescope-${ids.length}-sessions`}.${endings[format]}`
