/** To where the browser saves files, or the system's dialog says. */
export const saveFile = (name: string, type: string, text: string): void => saveBlob(name, new Blob([text], { type }))

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Not before the download has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
