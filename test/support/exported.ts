// A whole export over the console's commands.
import type { Params } from '#shared/contract/commands'
import type { Gateway } from '../../gateway/index'

/** Throws with the tokens that block it. */
export async function exportText(
  { handlers }: Pick<Gateway, 'handlers'>,
  params: Params<'session.export'>,
): Promise<string> {
  const { exportId, blocked } = await handlers['session.export'](params)
  if (exportId === null) throw new Error(`blocked: ${blocked.map(({ text, where }) => `${where}: ${text}`).join(', ')}`)
  const pieces: Buffer[] = []
  for (let from = 0, atEnd = false; !atEnd;) {
    const piece = await handlers['export.read']({ exportId, from })
    pieces.push(Buffer.from(piece.base64, 'base64'))
    from = piece.next
    atEnd = piece.atEnd
  }
  return Buffer.concat(pieces).toString('utf8')
}
