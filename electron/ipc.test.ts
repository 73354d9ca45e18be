import type { Handlers } from '#shared/contract/commands'
import { describe, expect, test, vi } from 'vitest'
import { isOwnFrame, runCommand } from './ipc'

vi.mock('electron', () => ({ ipcMain: {}, protocol: {} }))

describe('only the top frame of our own pages may call', () => {
  test('our own top frame', () => {
    expect(isOwnFrame({ origin: 'gatescope://app', parent: null })).toBe(true)
  })

  test.each([
    ['a frame that is gone', null],
    ['an embedded frame', { origin: 'gatescope://app', parent: {} }],
    ['another host of our scheme', { origin: 'gatescope://app.evil', parent: null }],
    ['a web page', { origin: 'https://app', parent: null }],
    ['a sandboxed frame', { origin: 'null', parent: null }],
    ['an origin that starts alike', { origin: 'gatescope://app.example', parent: null }],
  ])('not %s', (_, sender) => {
    expect(isOwnFrame(sender)).toBe(false)
  })
})

describe('params are checked before a handler sees them', () => {
  const list = vi.fn(async () => ({ sessions: [], total: 0 }))
  const handlers = { 'sessions.list': list } as unknown as Handlers

  test('valid params arrive', async () => {
    expect(await runCommand(handlers, 'sessions.list', { limit: 5 })).toEqual({ sessions: [], total: 0 })
    expect(list).toHaveBeenCalledWith({ limit: 5 })
  })

  test.each([{}, { limit: 0 }, { limit: '5' }, { limit: 5, more: 1 }, null, undefined, 'x'])('%j', async (params) => {
    list.mockClear()
    await expect(runCommand(handlers, 'sessions.list', params)).rejects.toMatchObject({ code: 'invalid_params' })
    expect(list).not.toHaveBeenCalled()
  })

  test.each(['nothing', 'toString', '__proto__', '', 7, null])('the command %j is unknown', async (name) => {
    await expect(runCommand(handlers, name, {})).rejects.toMatchObject({ code: 'unknown_command' })
  })
})
