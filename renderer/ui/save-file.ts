/** To where the browser saves files, or the system's dialog says. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Not before the download has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
