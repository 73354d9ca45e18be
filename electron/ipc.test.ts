import { describe, expect, test, vi } from 'vitest'
import { isOwnFrame } from './ipc'

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
