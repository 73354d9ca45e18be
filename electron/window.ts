// The one window, and where it was last time.
import { app, BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const defaultSize = { width: 1440, height: 900 }
const smallest = { minWidth: 720, minHeight: 520 }
/** The page's own background, so that nothing flashes before it is painted. */
const background = { light: '#e9ebe8', dark: '#0e1011' }

const placement = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(smallest.minWidth),
  height: z.number().int().min(smallest.minHeight),
  maximized: z.boolean(),
})

export function createWindow(stateFile: string): BrowserWindow {
  const last = readPlacement(stateFile)
  const window = new BrowserWindow({
    title: 'Gatescope',
    ...defaultSize,
    ...smallest,
    ...last?.bounds,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: join(__dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      // Its dictionaries come from a remote server, and nothing leaves this machine unasked.
      spellcheck: false,
    },
  })
  if (last?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  const save = () => savePlacement(stateFile, window)
  window.on('close', save)
  app.once('before-quit', save)
  return window
}

function readPlacement(file: string): { bounds: Rectangle; maximized: boolean } | null {
  try {
    const { maximized, ...bounds } = placement.parse(JSON.parse(readFileSync(file, 'utf8')))
    return isReachable(bounds) ? { bounds, maximized } : null
  } catch {
    return null
  }
}

/** A screen may be gone since: the title bar must lie on one that is there. */
function isReachable(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds)
  const x = bounds.x + bounds.width / 2
  return (
    x > workArea.x &&
    x < workArea.x + workArea.width &&
    bounds.y >= workArea.y &&
    bounds.y < workArea.y + workArea.height
  )
}

function savePlacement(file: string, window: BrowserWindow): void {
  if (window.isDestroyed()) return
  try {
    writeFileSync(file, JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() }))
  } catch {
    // Losing the window's place is not worth a word while quitting.
  }
}
