import { describe, expect, test, vi } from 'vitest'
import { resolveAsset } from './protocol'

vi.mock('electron', () => ({ protocol: {} }))

const root = '/opt/app/renderer'

describe('only files of the renderer have an address', () => {
  test.each([
    ['gatescope://app/', `${root}/index.html`],
    ['gatescope://app/index.html?fake=live#x', `${root}/index.html`],
    ['gatescope://app/assets/index-1a2b.js', `${root}/assets/index-1a2b.js`],
    ['gatescope://app/a%20b.css', `${root}/a b.css`],
    ['gatescope://app/assets/../index.html', `${root}/index.html`],
  ])('%s', (url, file) => {
    expect(resolveAsset(root, url)).toBe(file)
  })

  test.each([
    'gatescope://other/index.html',
    'gatescope://app:80/index.html',
    'gatescope://user@other/index.html',
    'https://app/index.html',
    'file:///etc/passwd',
    'gatescope://app/..%2fmain.cjs',
    'gatescope://app/..%2f..%2f..%2fetc%2fpasswd',
    'gatescope://app/assets%2f..%2f..%2fmain.cjs',
    'gatescope://app/..%5cmain.cjs',
    'gatescope://app/..%2frenderer-old%2findex.html',
    'gatescope://app/index.html%00.js',
    'gatescope://app/%',
    'nonsense',
  ])('%s has none', (url) => {
    expect(resolveAsset(root, url)).toBeNull()
  })

  test('however often a path climbs, it stays inside', () => {
    for (const path of ['/../../main.cjs', '/%2e%2e/%2e%2e/main.cjs', '/a/%2E%2e/..//../main.cjs']) {
      expect(resolveAsset(root, `gatescope://app${path}`) ?? root).toMatch(/^\/opt\/app\/renderer/)
    }
  })
})
