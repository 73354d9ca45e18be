import { describe, expect, test, vi } from 'vitest'
import { createColumns, itemColumn, markOf, type Outline } from '#shared/session/outline'
import type { Frame } from '#shared/session/frame'
import { createDerivation, createOutlineDerivation, FrameLog } from './frame-log'

const opened: Frame = {
  seq: 0,
  at: 0,
  kind: 'opened',
  transport: 'websocket',
  request: { method: 'GET', path: '/', headers: {} },
}
const event = (seq: number, text = `{"type":"e${seq % 3}","output_index":${seq}}`): Frame => ({
  seq,
  at: seq * 2,
  kind: 'received',
  turn: 1,
  text,
  out: 0.5,
})
const session = (count: number): Frame[] => [opened, ...Array.from({ length: count - 1 }, (_, i) => event(i + 1))]

const seen: number[] = []
const readSeen = createDerivation(() => ({ value: seen, apply: ({ seq }: Frame) => seen.push(seq) }))

function setUp() {
  const queue: (() => void)[] = []
  const asked: number[] = []
  const log = new FrameLog(
    (callback) => queue.push(callback),
    (from) => asked.push(from),
  )
  seen.length = 0
  return { log, queue, asked, paint: () => queue.splice(0).forEach((callback) => callback()) }
}

/** As the gateway sends it, of the frames from `first` to before `end`, each a hundred bytes long. */
function outlineOf(frames: readonly Frame[], first: number, end: number): Outline {
  const marks = frames.slice(first, end).map(markOf)
  const buffer = new ArrayBuffer(marks.length * 20)
  const columns = createColumns(marks.length, buffer)
  const names = [...new Set(marks.map(({ name }) => name).filter((name) => name !== null))]
  marks.forEach(({ at, out, turn, item, name }, i) => {
    columns.at[i] = at
    columns.out[i] = out
    columns.turn[i] = turn
    columns.item[i] = itemColumn(item)
    columns.name[i] = name === null ? 0 : names.indexOf(name) + 1
  })
  return {
    count: marks.length,
    names,
    columns: Buffer.from(buffer).toString('base64'),
    frames: frames.slice(first, end).filter(({ kind }) => kind !== 'received'),
    places: marks.length === 0 ? [] : [{ seq: first, from: first * 100 }],
    next: end * 100,
    atEnd: end === frames.length,
  }
}

describe('readers of a log', () => {
  test('hear of many appends once', () => {
    const { log, paint } = setUp()
    const listener = vi.fn()
    log.subscribe(listener)
    log.append([opened])
    log.append([event(1), event(2)])
    expect(listener).not.toHaveBeenCalled()
    paint()
    expect(listener).toHaveBeenCalledTimes(1)
    expect([log.version(), log.length, log.read]).toEqual([1, 3, 3])
  })

  test('are not woken by nothing, nor after they left', () => {
    const { log, queue, paint } = setUp()
    log.append([])
    expect(queue).toHaveLength(0)
    const listener = vi.fn()
    log.subscribe(listener)()
    log.append([opened])
    paint()
    expect(listener).not.toHaveBeenCalled()
  })

  test('see each frame once, however often a value is asked for', () => {
    const { log } = setUp()
    const marks: number[] = []
    const readMarks = createOutlineDerivation(() => ({ value: marks, apply: (seq: number) => marks.push(seq) }))
    log.append(session(2))
    readMarks(log)
    log.append([event(2)])
    log.append([event(1), event(2), event(3)])
    expect(readMarks(log)).toEqual([0, 1, 2, 3])
    expect(readSeen(log)).toEqual([0, 1, 2, 3])
  })
})

describe('an outline', () => {
  test('tells of frames what reading them tells, before they are read', () => {
    const frames = session(50)
    const { log: ahead } = setUp()
    ahead.addOutline(outlineOf(frames, 0, 20))
    ahead.addOutline(outlineOf(frames, 20, 50))
    const { log: read } = setUp()
    read.append(frames)
    expect([ahead.length, ahead.read, read.length, read.read]).toEqual([50, 0, 50, 50])
    for (let seq = 0; seq < 50; seq += 1) {
      const facts = (log: FrameLog) => [
        log.at(seq),
        log.out(seq),
        log.turn(seq),
        log.item(seq),
        log.name(seq),
        log.isEvent(seq),
        log.isReceived(seq),
        log.wait(seq),
        log.whole(seq),
      ]
      expect(facts(ahead)).toEqual(facts(read))
    }
  })

  test('goes on from what was read, and what is read later changes nothing', () => {
    const frames = session(50)
    const { log } = setUp()
    log.append(frames.slice(0, 30), { from: 0, next: 3000 })
    log.addOutline(outlineOf(frames, 20, 50))
    expect([log.length, log.read]).toEqual([50, 30])
    log.append(frames.slice(25, 50), { from: 2500, next: 5000 })
    expect([log.length, log.read, log.name(49)]).toEqual([50, 50, 'e1'])
    expect(readSeen(log)).toEqual(frames.map(({ seq }) => seq))
  })
})

describe('a text that is not held', () => {
  test('is asked for once, where a read finds it', async () => {
    const frames = session(50)
    const { log, asked, paint } = setUp()
    log.addOutline(outlineOf(frames, 0, 20))
    log.addOutline(outlineOf(frames, 20, 50))
    expect([log.frame(0), log.frame(30), log.frame(31)]).toEqual([opened, null, null])
    await Promise.resolve()
    expect(asked).toEqual([2000])
    paint()
    log.restore(2000, frames.slice(20, 50))
    expect([log.frame(30), log.version()]).toEqual([frames[30], 1])
    paint()
    expect(log.version()).toBe(2)
    expect(log.read).toBe(0)
  })

  test('that could not be fetched may be asked for again', async () => {
    const { log, asked } = setUp()
    log.addOutline(outlineOf(session(50), 0, 50))
    log.frame(1)
    await Promise.resolve()
    log.settle(0)
    log.frame(1)
    await Promise.resolve()
    expect(asked).toEqual([0, 0])
  })

  test('was looked at longest ago, and comes back as it was', async () => {
    const long = 'x'.repeat(1 << 20)
    const { log, asked } = setUp()
    const frames = [opened, ...Array.from({ length: 30 }, (_, i) => event(i + 1, long))]
    frames.forEach((frame, i) => {
      log.append([frame], { from: i << 20, next: (i + 1) << 20 })
      log.frame(1)
    })
    expect(log.frame(1)).toBe(frames[1])
    expect(log.frame(30)).toBe(frames[30])
    expect(log.frame(2)).toBeNull()
    await Promise.resolve()
    expect(asked).toEqual([2 << 20])
    log.restore(2 << 20, frames.slice(2, 3))
    expect(log.frame(2)).toBe(frames[2])
    expect(log.read).toBe(31)
  })
})
