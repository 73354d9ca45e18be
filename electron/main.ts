// The desktop host: gives the gateway its folder and port, and the window its bridge.
import { app, dialog, session, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { startGateway, type Gateway } from '../gateway/index'
import { answerCalls, sendEvent } from './ipc'
import { denyNavigation, denyPermissions } from './lockdown'
import { setMenu } from './menu'
import { registerScheme, serveRenderer, START_PAGE } from './protocol'
import { createWindow } from './window'

declare const __APP_VERSION__: string

const PORT = 4777
const CLOSE_LIMIT_MS = 3_000

const log = (line: string) => void process.stderr.write(`${line}\n`)

app.setName('Gatescope')
registerScheme()
denyNavigation(app)
if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(refuseToStart)
else app.quit()

async function start(): Promise<void> {
  setMenu()
  denyPermissions(session.defaultSession)
  serveRenderer(session.defaultSession, join(__dirname, 'renderer'))
  const gateway = await openGateway()
  const window = createWindow(join(app.getPath('userData'), 'window.json'))
  connect(window, gateway)
  quitWithWindow(window, gateway)
  await window.loadURL(START_PAGE)
}

/** Clients find the gateway at its usual port; when that is taken, any free one is better than no gateway. */
async function openGateway(): Promise<Gateway> {
  const dataDir = process.env['GATESCOPE_DATA_DIR'] ?? join(app.getPath('userData'), 'data')
  const open = (port: number) => startGateway({ dataDir, port, env: process.env, version: __APP_VERSION__, log })
  try {
    return await open(PORT)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'port_in_use')) throw error
    const gateway = await open(0)
    log(`Port ${PORT} is in use: the gateway listens on ${gateway.status().gateway} instead.`)
    return gateway
  }
}

function connect(window: BrowserWindow, gateway: Gateway): void {
  answerCalls(window.webContents, gateway.handlers)
  gateway.on('sessions.changed', (payload) => sendEvent(window.webContents, 'sessions.changed', payload))
  gateway.on('gateway.changed', (payload) => sendEvent(window.webContents, 'gateway.changed', payload))
}

/** The window is the gateway's switch, on every system: a gateway nobody sees must not keep answering. */
function quitWithWindow(window: BrowserWindow, gateway: Gateway): void {
  let closing = false
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    const limit = new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))
    void Promise.race([gateway.close(), limit])
      .catch((error: unknown) => log(`The gateway did not close cleanly: ${String(error)}`))
      .finally(() => app.exit())
  })
}

function refuseToStart(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  log(`Gatescope cannot start: ${reason}`)
  dialog.showErrorBox('Gatescope cannot start', reason)
  app.exit(1)
}
