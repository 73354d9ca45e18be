// What a page may never do here, whatever gets into it: leave, open windows, embed, use devices, fetch files. A link to the web that is
// pressed opens where the user's other links open.
import { shell, type App, type Session } from 'electron'
import { ORIGIN } from './protocol'

const GRANTED = 'clipboard-sanitized-write'

export function denyNavigation(app: App): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      if (mayOpen(url)) shell.openExternal(url).catch(() => undefined)
      return { action: 'deny' }
    })
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** The system starts whatever program a scheme belongs to: only these two belong to a browser or a mail program. */
const mayOpen = (url: string): boolean => /^(?:https?:\/\/|mailto:)/i.test(url)

/** What the window itself put together, to be saved where its user says in the system's own dialog. */
const isOwnFile = (url: string): boolean => url.startsWith(`blob:${ORIGIN}/`)

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, permission, decide) => decide(permission === GRANTED))
  session.setPermissionCheckHandler((_, permission) => permission === GRANTED)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    if (!isOwnFile(item.getURL())) event.preventDefault()
  })
}
