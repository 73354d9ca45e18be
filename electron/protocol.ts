// Serves the built renderer as gatescope://app/. A scheme of its own is a real origin, which file:// is not.
import { protocol, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { windowFileTypes, windowHeaders } from '#shared/contract/window'

export const SCHEME = 'gatescope'
export const ORIGIN = `${SCHEME}://app`
export const START_PAGE = `${ORIGIN}/index.html`

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

export function serveRenderer(session: Session, root: string): void {
  session.protocol.handle(SCHEME, async (request) => {
    const file = request.method === 'GET' ? resolveAsset(root, request.url) : null
    const type = file === null ? undefined : windowFileTypes[extname(file)]
    if (file === null || type === undefined) return new Response(null, { status: 404, headers: windowHeaders })
    try {
      return new Response(await readFile(file), { headers: { ...windowHeaders, 'content-type': type } })
    } catch {
      return new Response(null, { status: 404, headers: windowHeaders })
    }
  })
}

/** The file a URL names, or null when it is not one of ours: another host, or a path that leaves the folder. */
export function resolveAsset(root: string, url: string): string | null {
  const path = readPath(url)
  if (path === null || path.includes('\0') || path.includes('\\')) return null
  const base = normalize(root + sep)
  const file = join(base, path === '/' ? 'index.html' : path)
  return file.startsWith(base) ? file : null
}

function readPath(url: string): string | null {
  try {
    const { protocol: scheme, host, pathname } = new URL(url)
    return scheme === `${SCHEME}:` && host === 'app' ? decodeURIComponent(pathname) : null
  } catch {
    return null
  }
}
