// Taking sessions out of the library: to the trash and back, beyond the limits, and everything at once.
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import { asideName, idOfFile } from './library'
import { removeDrafts, syncFolder } from './replace-file'
import { chooseForgotten } from './retention'
import { bytesOf, fileOf, type Shelf } from './shelf'

/** @returns which were there */
export async function moveToTrash(shelf: Shelf, ids: readonly string[]): Promise<readonly string[]> {
  const { summaries, writers, index, trash, search, tell, log } = shelf
  const deleted: string[] = []
  for (const id of new Set(ids)) {
    const summary = summaries.get(id)
    if (!summary) continue
    // Its file may be on its way into the folder. What is written after the rename goes where the file went.
    await writers.get(id)?.idle()
    try {
      await trash.put(id, { summary, bytes: index.get(id)?.bytes ?? null })
    } catch (error) {
      // Somebody else has deleted the file already.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        log(`session ${id} not deleted: ${(error as Error).message}`)
        continue
      }
    }
    summaries.delete(id)
    index.remove(id)
    deleted.push(id)
  }
  if (deleted.length === 0) return deleted
  search.forget(deleted)
  tell('sessions.removed', { ids: deleted })
  return deleted
}

/** @throws HostError `session_not_found` when one of them is not in the trash; nothing is brought back then */
export async function takeFromTrash(shelf: Shelf, ids: readonly string[]): Promise<void> {
  const { summaries, index, labels, trash, search, tell } = shelf
  const missing = ids.find((id) => !trash.get(id))
  if (missing !== undefined)
    throw new HostError('session_not_found', `Session ${missing} is not in the trash any more.`)
  const restored = []
  for (const id of new Set(ids)) {
    const item = await trash.takeBack(id)
    if (!item) continue
    const { summary, bytes } = item
    summaries.set(id, summary)
    restored.push(summary)
    if (bytes === null) continue
    index.add({ bytes, summary })
    search.stored(id, bytes, true)
  }
  search.label(labels.all(ids))
  tell('sessions.changed', { sessions: restored })
  tell('labels.changed', { labels: labels.all(ids) })
}

/** What is left in the trash of these is gone for good, with what the index and the labels say of it. */
export async function emptyTrash(shelf: Shelf, ids: readonly string[]): Promise<void> {
  const { trash, index, labels } = shelf
  const left = ids.filter((id) => trash.get(id) !== undefined)
  if (left.length === 0) return
  await stopStoring(shelf, left)
  await trash.forget(left)
  await index.compact(0)
  await labels.forget(left)
}

/** What is still recorded of these goes nowhere. */
async function stopStoring({ writers, unstored }: Shelf, ids: readonly string[]): Promise<void> {
  const running = ids.flatMap((id) => {
    const writer = writers.get(id)
    return writer ? [{ id, writer }] : []
  })
  await Promise.all(
    running.map(({ id, writer }) => {
      unstored.add(id)
      writers.delete(id)
      return new Promise<void>((resolve) => writer.abandon(resolve))
    }),
  )
}

/** Within the limits again, the oldest first; nothing that is pinned or running. */
export async function tidy(shelf: Shelf): Promise<void> {
  const { summaries, writers, index, labels, limits, search, clock, tell, log } = shelf
  const isWithin = index.bytes <= (limits.bytes ?? Infinity) && summaries.size <= (limits.sessions ?? Infinity)
  if (isWithin && limits.days === null) return
  const candidates = [...summaries.values()].map(({ id, startedAt }) => ({
    id,
    startedAt,
    bytes: bytesOf(shelf, id),
    isKept: writers.has(id) || labels.of(id).pinned,
  }))
  const ids = chooseForgotten(candidates, limits, clock.now())
  if (ids.length === 0) return
  for (const id of ids) {
    summaries.delete(id)
    index.remove(id)
    await rm(fileOf(shelf, id), { force: true }).catch((e: Error) => log(`session ${id} not deleted: ${e.message}`))
  }
  search.forget(ids)
  tell('sessions.removed', { ids })
  await labels.forget(ids)
  await index.compact()
}

/** @throws HostError `purge_incomplete` with what could not be deleted */
export async function forgetEverything(shelf: Shelf): Promise<number> {
  const { folder, summaries, writers, index, labels, trash, search, setAside, tell } = shelf
  const ids = [...summaries.keys()]
  const count = ids.length + trash.ids().length
  summaries.clear()
  setAside.length = 0
  await stopStoring(shelf, [...writers.keys()])
  tell('sessions.removed', { ids })
  const failures: string[] = []
  const attempt = (work: Promise<unknown>) =>
    work.catch((error: unknown) => void failures.push((error as Error).message))
  await attempt(index.purge())
  await attempt(labels.purge())
  await attempt(trash.empty())
  await attempt(search.purge())
  await attempt(removeDrafts(folder))
  await attempt(rm(path.join(folder, asideName), { recursive: true, force: true }))
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const id = idOfFile(entry.name)
    // A session that began meanwhile is a new one, and a folder was not captured.
    if (id === null || writers.has(id) || entry.isDirectory()) continue
    await attempt(rm(path.join(folder, entry.name), { force: true }))
  }
  await syncFolder(folder)
  if (failures.length > 0)
    throw new HostError('purge_incomplete', `Not everything could be deleted: ${failures[0]}`, failures)
  return count
}
