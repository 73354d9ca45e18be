/** How many bytes a text takes in UTF-8, where half a surrogate pair is written as U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    bytes += unit < 0x8_00 ? 1 : 2
    // Two units of a pair are four bytes.
    if (unit >= 0xd8_00 && unit < 0xdc_00 && isLow(text.charCodeAt(at + 1))) at += 1
  }
  return bytes
}

const isLow = (unit: number): boolean => unit >= 0xdc_00 && unit < 0xe0_00
