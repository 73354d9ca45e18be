// Where a link of a model's may lead: to the web or to a mail program, nowhere else.

const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** The address as it will be opened; null when it is none that may be. */
export function readUrl(written: string): string | null {
  const text = written.trim()
  const address = /^www\./i.test(text)
    ? `https://${text}`
    : /^[^\s:/?#]+@[^\s:/?#]+$/.test(text)
      ? `mailto:${text}`
      : text
  // Without a scheme it would be an address within this window.
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return null
  try {
    const { protocol, href } = new URL(address)
    return allowed.has(protocol) ? href : null
  } catch {
    return null
  }
}
