// Character references as models write them. The browser's own decoder is its HTML parser, which a model's words never enter.

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  times: '×',
  minus: '−',
  plusmn: '±',
  larr: '←',
  rarr: '→',
  euro: '€',
}

/** A name that is not in the list stays as it is written. */
export function decodeEntity(written: string): string {
  const number = /^&#(?:x([\da-f]{1,6})|(\d{1,7}));$/i.exec(written)
  if (number === null) return Object.hasOwn(named, written.slice(1, -1)) ? (named[written.slice(1, -1)] ?? '') : written
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16)
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : '\ufffd'
}
