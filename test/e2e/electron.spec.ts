// The desktop host in a real Electron: what the window can do, and what it must never be able to do.
import type { Bridge } from '#shared/contract/host'
import { expect, test } from '@playwright/test'
import type { WebPreferences } from 'electron'
import { launchDesktop, type Desktop } from '../support/desktop'
import { findElectron } from '../support/electron.mjs'

declare global {
  interface Window {
    readonly gatescope?: Bridge
  }
}

/** Electron has this function; its types do not. */
type Inspectable = { getLastWebPreferences(): WebPreferences }

test.skip(!findElectron(), 'no Electron could be had here (node test/support/prepare.mjs says why)')

let desktop: Desktop
test.beforeAll(async () => {
  desktop = await launchDesktop()
})
test.afterAll(() => desktop?.close())

test.describe('the window', () => {
  test('shows the console from its own origin', async () => {
    await expect(desktop.page).toHaveTitle(/Gatescope/)
    expect(desktop.page.url()).toMatch(/^gatescope:\/\/app\//)
    expect(await desktop.page.evaluate(() => `${location.origin} ${isSecureContext}`)).toBe('gatescope://app true')
    await desktop.page.screenshot({ path: test.info().outputPath('window.png') })
  })

  test('lets the editor style itself', async () => {
    await desktop.page.getByRole('navigation', { name: 'Screens' }).getByText('Compose').click()
    await expect(desktop.page.locator('.cm-editor').first()).toHaveCSS('display', 'flex')
  })

  test('is visible and has its size', async () => {
    const window = await desktop.app.browserWindow(desktop.page)
    expect(await window.evaluate((w) => ({ visible: w.isVisible(), minimum: w.getMinimumSize() }))).toEqual({
      visible: true,
      minimum: [720, 520],
    })
  })

  test('paints its background before the page is there', async () => {
    const window = await desktop.app.browserWindow(desktop.page)
    expect(await window.evaluate((w) => w.getBackgroundColor())).toMatch(/^#(E9EBE8|0E1011)$/i)
  })
})

test.describe('the bridge is the only way out of the window', () => {
  test('there is no Node in the page', async () => {
    const found = await desktop.page.evaluate(() =>
      ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname'].filter((name) => name in window),
    )
    expect(found).toEqual([])
  })

  test('it has two members and cannot be replaced', async () => {
    const bridge = await desktop.page.evaluate(() => ({
      members: Object.keys(window.gatescope ?? {}),
      frozen: Object.isFrozen(window.gatescope),
      replaceable: Reflect.set(window, 'gatescope', null),
    }))
    expect(bridge).toEqual({
      members: ['call', 'on'],
      frozen: true,
      replaceable: false,
    })
  })

  test('the window runs isolated and sandboxed', async () => {
    const preferences = await desktop.app.evaluate(({ webContents }) => {
      const contents = webContents.getAllWebContents()[0] as unknown as Inspectable
      const { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
      return { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag }
    })
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
    expect(preferences.webSecurity).not.toBe(false)
    expect(preferences.webviewTag).not.toBe(true)
  })
})

test.describe('calls', () => {
  test('a command answers', async () => {
    const answer = await desktop.page.evaluate(() => window.gatescope?.call('gateway.status', {}))
    expect(answer).toMatchObject({
      ok: true,
      value: { gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/) },
    })
  })

  test('wrong params are refused before the handler', async () => {
    const answer = await desktop.page.evaluate(() => window.gatescope?.call('sessions.list', { limit: -1 }))
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_params' } })
    const extra = { limit: 1, path: '/etc/passwd' }
    const strict = await desktop.page.evaluate((params) => window.gatescope?.call('sessions.list', params), extra)
    expect(strict).toMatchObject({ ok: false, error: { code: 'invalid_params' } })
  })

  for (const name of ['sessions.burn', 'toString', '__proto__', 'constructor', '']) {
    test(`the unknown command ${JSON.stringify(name)} is refused`, async () => {
      const answer = await desktop.page.evaluate((n) => window.gatescope?.call(n as 'gateway.status', {}), name)
      expect(answer).toMatchObject({ ok: false, error: { code: 'unknown_command' } })
    })
  }
})

// After everything that clicks: to Playwright a refused navigation stays pending for ever.
test.describe('the page cannot leave', () => {
  test('navigation is refused', async () => {
    const before = desktop.page.url()
    for (const target of ['https://example.com/', 'file:///etc/passwd', 'data:text/html,hi', 'gatescope://other/']) {
      await desktop.page.evaluate((url) => {
        const link = document.createElement('a')
        link.href = url
        link.click()
      }, target)
    }
    await desktop.page.waitForTimeout(200)
    expect(desktop.page.url()).toBe(before)
  })

  test('new windows are refused; a link to the web goes to the system, any other nowhere', async () => {
    await desktop.app.evaluate(({ shell }) => {
      const handed: string[] = []
      Object.assign(globalThis, { handed })
      shell.openExternal = (url) => {
        handed.push(url)
        return Promise.resolve()
      }
    })
    for (const url of ['https://example.com/', 'gatescope://app/index.html', 'file:///etc/passwd', 'ms-msdt:/id']) {
      expect(await desktop.page.evaluate((target) => window.open(target), url)).toBeNull()
    }
    expect(desktop.app.windows()).toHaveLength(1)
    const handed = () => desktop.app.evaluate(() => (globalThis as unknown as { handed: string[] }).handed)
    await expect.poll(handed).toEqual(['https://example.com/'])
  })

  test('only writing to the clipboard is permitted', async () => {
    const states = await desktop.page.evaluate(() =>
      Promise.all(
        ['clipboard-write', 'clipboard-read', 'geolocation', 'notifications', 'camera', 'microphone'].map(
          async (name) => `${name} ${(await navigator.permissions.query({ name: name as PermissionName })).state}`,
        ),
      ),
    )
    expect(states).toEqual([
      'clipboard-write granted',
      'clipboard-read denied',
      'geolocation denied',
      'notifications denied',
      'camera denied',
      'microphone denied',
    ])
  })
})

test.describe('content security', () => {
  test('the policy allows nothing by default', async () => {
    const policy = await desktop.page.evaluate(async () =>
      (await fetch(location.href)).headers.get('content-security-policy'),
    )
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe-eval')
  })

  test('inline scripts and eval do not run', async () => {
    const ran = await desktop.page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'document.documentElement.dataset.inline = "ran"'
      document.head.append(script)
      // In a task of its own: the debugger that runs this function is exempt from the policy.
      const evaluated = await new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(Reflect.construct(Function, ['return "ran"'])())
          } catch {
            resolve('blocked')
          }
        })
      })
      return { inline: document.documentElement.dataset['inline'] ?? 'blocked', evaluated }
    })
    expect(ran).toEqual({ inline: 'blocked', evaluated: 'blocked' })
  })

  test('frames and connections elsewhere are refused', async () => {
    const reached = await desktop.page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'reached',
        (error: Error) => error.name,
      ),
    )
    expect(reached).toBe('TypeError')
  })

  test('files outside the renderer are not served', async () => {
    const statuses = await desktop.page.evaluate(() =>
      Promise.all(
        ['/../main.cjs', '/..%2fmain.cjs', '/%2e%2e/main.cjs', '/nothing.js'].map(
          async (path) => (await fetch(path)).status,
        ),
      ),
    )
    expect(statuses).toEqual([404, 404, 404, 404])
  })
})
