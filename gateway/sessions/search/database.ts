// The full-text index: a database beside the sessions that can be thrown away at any time. Any three characters in a row are
// an entry (FTS5 trigrams), so parts of words are found, in languages without spaces too. Rows are numbered by the time in
// the session's id: the newest hits come first without sorting, and a page costs the same for common words as for rare ones.
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { searchFields, type SearchText } from '#shared/inspect/search/session-text'

type Statement = {
  readonly run: (...values: readonly unknown[]) => unknown
  readonly get: (...values: readonly unknown[]) => unknown
  readonly all: (...values: readonly unknown[]) => readonly unknown[]
}
type Connection = {
  readonly exec: (sql: string) => unknown
  readonly prepare: (sql: string) => Statement
  readonly close: () => unknown
}
/** The native module, as far as it is used here. */
export type Sqlite = new (file: string) => Connection

export type Document = {
  readonly id: string
  readonly bytes: number
  readonly label: string
  readonly text: SearchText
}
export type IndexedSession = { readonly id: string; readonly bytes: number; readonly label: string }

const version = 1
const columns = searchFields.join(', ')
const labelFields = searchFields.slice(0, 3)
/** The shortest that the index has an entry for; what is shorter is looked for in the rows. */
const gram = 3

/** As many sessions of one millisecond have rows of their own. */
const rows = 4_096
const rowOf = `CAST(? AS INTEGER) * ${rows}`
const rowById = '(SELECT row FROM session WHERE id = ?)'

const schema = `
  CREATE TABLE session (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, label TEXT NOT NULL);
  CREATE VIRTUAL TABLE words USING fts5(${columns}, tokenize = 'trigram');
  INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
  PRAGMA user_version = ${version};
`

/** Every method throws when the database is damaged or the disk is full. */
export class SearchDatabase {
  readonly #db: Connection
  readonly #statements = new Map<string, Statement>()

  /** Of another version, it is begun anew. */
  constructor(sqlite: Sqlite, folder: string, isFresh = false) {
    if (isFresh) rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#db = new sqlite(path.join(folder, 'index.db'))
    try {
      // Deleted text is overwritten. What a power cut costs is indexed again.
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;')
      const { user_version: found } = this.#db.prepare('PRAGMA user_version').get() as { user_version: number }
      if (found === 0) this.#db.exec(`BEGIN; ${schema} COMMIT;`)
      else if (found !== version) throw new Error(`The search index has version ${found}.`)
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  sessions(): IndexedSession[] {
    return this.#statement('SELECT id, bytes, label FROM session').all() as IndexedSession[]
  }

  put(documents: readonly Document[]): void {
    this.#atOnce(() => {
      for (const document of documents) this.#put(document)
    })
  }

  #put({ id, bytes, label, text }: Document): void {
    this.#remove(id)
    const time = String(timeIn(id))
    this.#run(
      `INSERT INTO session (row, id, bytes, label)
       SELECT coalesce(max(row) + 1, ${rowOf}), ?, ?, ? FROM session WHERE row BETWEEN ${rowOf} AND ${rowOf} + ${rows - 1}`,
      time,
      id,
      bytes,
      label,
      time,
      time,
    )
    this.#run(
      `INSERT INTO words (rowid, ${columns}) VALUES (${rowById}, ${searchFields.map(() => '?').join(', ')})`,
      id,
      ...searchFields.map((field) => text[field].replaceAll('\0', ' ')),
    )
  }

  relabel(id: string, label: string, text: SearchText): void {
    const fields = labelFields.map((field) => `${field} = ?`).join(', ')
    this.#atOnce(() => {
      this.#run('UPDATE session SET label = ? WHERE id = ?', label, id)
      this.#run(`UPDATE words SET ${fields} WHERE rowid = ${rowById}`, ...labelFields.map((field) => text[field]), id)
    })
  }

  remove(ids: readonly string[]): void {
    if (ids.length === 0) return
    this.#atOnce(() => {
      for (const id of ids) this.#remove(id)
    })
    // The log of changes still holds what was deleted.
    this.#emptyLog()
  }

  /** Leaves nothing in the files: they may stay open, and there, for a while after closing. */
  clear(): void {
    this.#statements.clear()
    this.#db.exec('DROP TABLE words; DROP TABLE session; PRAGMA user_version = 0; VACUUM;')
    this.#emptyLog()
  }

  #remove(id: string): void {
    this.#run(`DELETE FROM words WHERE rowid = ${rowById}`, id)
    this.#run('DELETE FROM session WHERE id = ?', id)
  }

  /** Ids of sessions that hold every term, newest first. */
  find(terms: readonly string[], limit: number, before: string | undefined): string[] {
    const isLong = (term: string) => Array.from(term).length >= gram
    const long = terms.filter(isLong)
    const short = terms.filter((term) => !isLong(term))
    const conditions = [
      ...(long.length > 0 ? ['words MATCH ?'] : []),
      ...short.map(() => `(${searchFields.map((field) => `${field} LIKE ? ESCAPE '\\'`).join(' OR ')})`),
      ...(before === undefined ? [] : [`words.rowid < coalesce(${rowById}, ${rowOf})`]),
    ]
    const values = [
      ...(long.length > 0 ? [long.map(quote).join(' AND ')] : []),
      ...short.flatMap((term) => searchFields.map(() => `%${term.replace(/[\\%_]/g, '\\$&')}%`)),
      ...(before === undefined ? [] : [before, String(timeIn(before))]),
    ]
    const sql = `SELECT session.id AS id FROM words CROSS JOIN session ON session.row = words.rowid
      WHERE ${conditions.join(' AND ')} ORDER BY words.rowid DESC LIMIT ${limit}`
    return (this.#statement(sql).all(...values) as { id: string }[]).map(({ id }) => id)
  }

  read(id: string): SearchText {
    return this.#statement(`SELECT ${columns} FROM words WHERE rowid = ${rowById}`).get(id) as SearchText
  }

  close(): void {
    this.#db.close()
  }

  #emptyLog(): void {
    this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
  }

  #run(sql: string, ...values: readonly unknown[]): void {
    this.#statement(sql).run(...values)
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }

  #atOnce(run: () => void): void {
    this.#db.exec('BEGIN')
    try {
      run()
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
  }
}

const quote = (term: string): string => `"${term.replaceAll('"', '""')}"`

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Milliseconds, from the ULID in an id of ours; 0 for any other id. */
export function timeIn(id: string): number {
  if (!/^G-[0-9A-HJKMNP-TV-Z]{26}$/.test(id)) return 0
  let time = 0
  for (const digit of id.slice(2, 12)) time = time * 32 + digits.indexOf(digit)
  return time
}
