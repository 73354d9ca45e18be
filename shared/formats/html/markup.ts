// Markup that can only be made safely: whatever is put into it and is not markup itself is text, and text is written so that it
// stays text. What is reported comes from clients, providers and models, and some of them would like to be more than read.

export class Markup {
  readonly html: string
  constructor(html: string) {
    this.html = html
  }
}

type Part = Markup | string | number | null | readonly Part[]

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Also for values of attributes, in quotes. What would turn the reading direction or end the file early is shown as a box. */
export const escapeText = (text: string): string =>
  text
    .replace(/[&<>"']/g, (sign) => signs[sign] ?? '')
    .replace(/[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')

const write = (part: Part): string => {
  if (part === null) return ''
  if (part instanceof Markup) return part.html
  if (typeof part === 'object') return part.map(write).join('')
  return escapeText(String(part))
}

export const markup = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(texts.reduce((all, text, index) => all + write(parts[index - 1] ?? null) + text))
