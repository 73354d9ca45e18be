// Native menus exist for the system's own editing keys; everything else lives in the window. No reload: the keys
// belong to the console.
import { Menu, type MenuItemConstructorOptions } from 'electron'

export function setMenu(): void {
  const app: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const file: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [] : [{ label: 'File', submenu: [{ role: 'quit' }] }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...app,
      ...file,
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          { role: 'toggleDevTools' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
