// The sessions in a HAR file, entry by entry, from its values as a streaming parser gives them. An entry of ours is read off its
// `_gatescope` while it passes; of any other one entry is held at a time.
import { HarFieldError, readFields, type RawEntry } from '#shared/formats/har-fields'
import { exchangeOf, type HarPlatform } from '#shared/formats/har-exchange'
import { readForeignHeader, skipped, type Found, type FoundSession } from '#shared/formats/portable'
import { checkFrame } from '#shared/session/check-frame'
import type { Frame } from '#shared/session/frame'
import { SessionFormatError } from '#shared/session/jsonl'

/** `entry` counts from 0; null: a field of the file itself. Of lists, each element is an item. */
export type HarItem = { readonly entry: number | null; readonly field: HarField; readonly value: unknown }

export type HarField = 'creator' | '_gatescope' | keyof RawEntry

export async function* readHar(
  batches: AsyncIterable<readonly HarItem[]>,
  platform: HarPlatform,
): AsyncGenerator<Found> {
  const items = new Items(batches)
  let creator = 'unknown'
  let expected = 0
  for (await items.advance(); items.item !== null;) {
    const { entry, value } = items.item
    if (entry === null) {
      creator = nameOf(value)
      await items.advance()
      continue
    }
    for (; expected < entry; expected += 1)
      yield skipped(placeOf(expected), 'It has none of the fields of an exchange.')
    expected = entry + 1
    yield* readEntry(items, entry, creator, platform)
  }
}

const placeOf = (entry: number): string => `log.entries[${entry}]`

function nameOf(creator: unknown): string {
  const { name, version } = (creator ?? {}) as { name?: unknown; version?: unknown }
  return [name, version].filter((part) => typeof part === 'string' && part !== '').join(' ') || 'unknown'
}

async function* readEntry(items: Items, entry: number, creator: string, platform: HarPlatform): AsyncGenerator<Found> {
  const raw: RawEntry = {}
  let hasOwn = false
  while (items.item?.entry === entry) {
    const { field, value } = items.item
    await items.advance()
    if (field === '_gatescope') {
      if (hasOwn) continue
      hasOwn = true
      const session = openOwn(items, entry, value)
      yield session
      // What was not asked for, and what says the same once more.
      if (session.kind === 'session') {
        while (items.item?.entry === entry) await items.advance()
        return
      }
    } else collect(raw, field, value)
  }
  yield readForeign(raw, entry, creator, platform)
}

function collect(raw: RawEntry, field: Exclude<HarField, '_gatescope'>, value: unknown): void {
  if (field === '_webSocketMessages' || field === '_eventSourceMessages') (raw[field] ??= []).push(value)
  else if (field !== 'creator') raw[field] = value
}

function openOwn(items: Items, entry: number, header: unknown): Found {
  try {
    const read = readForeignHeader(JSON.stringify(header))
    const what = `session ${read.id} (${placeOf(entry)})`
    return { kind: 'session', what, format: 'har', ...read, frames: readOwnFrames(items, entry) }
  } catch (error) {
    if (!(error instanceof SessionFormatError)) throw error
    return skipped(`${placeOf(entry)}._gatescope`, `${error.message} The entry is read without it.`)
  }
}

async function* readOwnFrames(items: Items, entry: number): AsyncGenerator<Frame> {
  for (let seq = 0; items.item?.entry === entry && items.item.field === '_gatescope'; seq += 1) {
    const checked = checkFrame(items.item.value, seq)
    if (!checked.ok)
      throw new SessionFormatError(
        'broken_frame',
        `${placeOf(entry)}._gatescope[${seq + 1}] is not a frame: ${checked.problem}.`,
      )
    await items.advance()
    yield checked.frame
  }
}

function readForeign(raw: RawEntry, index: number, app: string, platform: HarPlatform): Found {
  const place = placeOf(index)
  try {
    const entry = readFields(raw, place)
    const exchange = exchangeOf(entry, platform)
    const what = `${place} (${entry.method} ${platform.redactUrl(entry.url).slice(0, 200)})`
    if (exchange === null) return skipped(what, 'It is no exchange of the Responses API.')
    const { startedAt } = entry
    const { notes } = exchange
    const session: FoundSession = {
      kind: 'session',
      what,
      format: 'har',
      startedAt,
      app,
      id: null,
      notes,
      frames: inOrder(exchange.frames),
    }
    return session
  } catch (error) {
    if (error instanceof HarFieldError) return skipped(place, error.message)
    throw error
  }
}

async function* inOrder(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames
}

/** The items one at a time, waiting only where a batch ends. */
class Items {
  item: HarItem | null = null
  readonly #batches: AsyncIterator<readonly HarItem[]>
  #batch: readonly HarItem[] = []
  #next = 0

  constructor(batches: AsyncIterable<readonly HarItem[]>) {
    this.#batches = batches[Symbol.asyncIterator]()
  }

  async advance(): Promise<void> {
    while (this.#next === this.#batch.length) {
      const { value, done } = await this.#batches.next()
      if (done === true) {
        this.item = null
        return
      }
      this.#batch = value
      this.#next = 0
    }
    this.item = this.#batch[this.#next] ?? null
    this.#next += 1
  }
}
