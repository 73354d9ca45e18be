// Many lines to stdout, no faster than they are read there, and no longer than somebody reads.
import { once } from 'node:events'

const enough = 1 << 15

export async function printLines(lines: AsyncIterable<string>): Promise<void> {
  let text = ''
  for await (const line of lines) {
    text += line
    if (text.length < enough) continue
    if (!(await printText(text))) return
    text = ''
  }
  await printText(text)
}

/** False once the reader is gone (`| head`). */
export async function printText(text: string): Promise<boolean> {
  const { stdout } = process
  if (!stdout.writable) return false
  if (stdout.write(text)) return true
  return once(stdout, 'drain').then(
    () => true,
    () => false,
  )
}
