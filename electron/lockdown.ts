// What a page may never do here, whatever gets into it: leave, open windows, embed, use devices.
import type { App, Session } from 'electron'

const GRANTED = 'clipboard-sanitized-write'

export function denyNavigation(app: App): void {
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, permission, decide) => decide(permission === GRANTED))
  session.setPermissionCheckHandler((_, permission) => permission === GRANTED)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}
