// The thread that searches: reading sessions again and asking a database would hold up streams. Built as a file of its own.
// Where the database's native module cannot be loaded the files are read instead.
import { rmSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { SearchDatabase, type Sqlite } from './database'
import type { Answer, Call } from './orders'
import { Searcher } from './searcher'

export type SearchWorkerData = { readonly folder: string; readonly indexFolder: string }

const { folder: sessionFolder, indexFolder } = workerData as SearchWorkerData

const loaded: Promise<Sqlite | null> = import('libsql').then(
  (module) => module.default as unknown as Sqlite,
  () => null,
)
const searcher = loaded.then(
  (sqlite) =>
    new Searcher({
      folder: sessionFolder,
      openDatabase: sqlite && ((isFresh) => new SearchDatabase(sqlite, indexFolder, isFresh)),
      removeDatabase: () => removeFolder(indexFolder),
    }),
)

/** Where open files cannot be removed they are empty by now. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // Windows.
  }
}

async function answer({ call, order }: Call): Promise<Answer> {
  try {
    return { call, value: await (await searcher).take(order), error: null }
  } catch (error) {
    return { call, value: null, error: (error as Error).message }
  }
}

parentPort?.on('message', (call: Call) => void answer(call).then((told) => parentPort?.postMessage(told)))
