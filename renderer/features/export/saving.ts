// What leaves the window: a file, or a command in the clipboard.
import { saveBlob } from '../../ui/save-file'
import { host } from '../../host/index'
import { preparing, readPrepared, type Prepared } from './preparing'

/** False when there is nothing to save, or it could not be. */
export async function saveExport({ exportId, name }: Prepared): Promise<boolean> {
  if (exportId === null) return false
  preparing.setState({ saved: 0, error: null })
  try {
    const blob = await readPrepared(exportId, (saved) => preparing.setState({ saved }))
    saveBlob(name, blob)
    return true
  } catch (error) {
    preparing.setState({ error: `Not saved. ${error instanceof Error ? error.message : String(error)}` })
    return false
  } finally {
    preparing.setState({ saved: null })
  }
}

/** With the same rules as the export that is shown. False when something has to be explained first. */
export async function copyCurl(): Promise<boolean> {
  const { ids, rules, texts, harmless } = preparing.getState()
  try {
    const redact = { rules: [...rules], texts, harmless: [...harmless] }
    const prepared = await host.call('session.export', { ids: [...ids], format: 'curl', redact })
    if (prepared.exportId === null) {
      preparing.setState({
        error: 'Not copied. Something in it looks like a secret: see below.',
        prepared,
        format: 'curl',
      })
      return false
    }
    const blob = await readPrepared(prepared.exportId, () => {})
    await navigator.clipboard.writeText(await blob.text())
    return true
  } catch (error) {
    preparing.setState({ error: `Not copied. ${error instanceof Error ? error.message : String(error)}` })
    return false
  }
}
