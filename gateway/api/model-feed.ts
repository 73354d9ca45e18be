// The model list for feed readers (GATEWAY.md 6.2, `format`): RSS 2.0 and Atom (RFC 4287).
import type { ModelEntry } from './model-entry'

export type Feed = {
  readonly models: readonly ModelEntry[]
  /** Address of this very list. */
  readonly self: string
  /** Unix milliseconds of the catalogue: nothing in the list is newer. */
  readonly updatedAt: number
}

export const feedTypes = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
} as const

const title = 'Models of this gateway'
const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

export function formatRss({ models, self, updatedAt }: Feed): string {
  const items = models.map((model) =>
    [
      '<item>',
      `<title>${escapeXml(model.name)}</title>`,
      `<link>${escapeXml(linkOf(self, model))}</link>`,
      `<guid isPermaLink="false">${escapeXml(model.id)}</guid>`,
      `<description>${escapeXml(model.description)}</description>`,
      `<category>${escapeXml(model.organisation_id)}</category>`,
      ...(model.release_date === null ? [] : [`<pubDate>${new Date(model.release_date).toUTCString()}</pubDate>`]),
      '</item>',
    ].join(''),
  )
  return [
    declaration,
    '<rss version="2.0"><channel>',
    `<title>${title}</title>`,
    `<link>${escapeXml(self)}</link>`,
    '<description>Every model that can be asked here, and what it costs.</description>',
    `<lastBuildDate>${new Date(updatedAt).toUTCString()}</lastBuildDate>`,
    ...items,
    '</channel></rss>\n',
  ].join('\n')
}

export function formatAtom({ models, self, updatedAt }: Feed): string {
  const updated = new Date(updatedAt).toISOString()
  const entries = models.map((model) => {
    const released = model.release_date === null ? null : new Date(model.release_date).toISOString()
    return [
      '<entry>',
      `<title>${escapeXml(model.name)}</title>`,
      `<id>urn:gatescope:model:${escapeXml(encodeURIComponent(model.id))}</id>`,
      `<link href="${escapeXml(linkOf(self, model))}"/>`,
      ...(released === null ? [] : [`<published>${released}</published>`]),
      `<updated>${released ?? updated}</updated>`,
      `<author><name>${escapeXml(model.organisation_name)}</name></author>`,
      `<summary>${escapeXml(model.description)}</summary>`,
      '</entry>',
    ].join('')
  })
  return [
    declaration,
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<title>${title}</title>`,
    '<id>urn:gatescope:models</id>',
    `<link rel="self" href="${escapeXml(self)}"/>`,
    `<updated>${updated}</updated>`,
    ...entries,
    '</feed>\n',
  ].join('\n')
}

const linkOf = (self: string, { id }: ModelEntry): string =>
  `${self.split('?')[0] ?? ''}?model_id=${encodeURIComponent(id)}`

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Characters XML has no way to write are left out: names come from configurations and from providers. */
const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
