// Draws electron/resources/icon.png from icon.svg: node electron/tooling/render-icon.mjs, once after the drawing changes.
// Electron-builder makes every other format from it. CHROMIUM names a browser when Playwright's own is not installed.
import { chromium } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const size = 1024
const resources = new URL('../resources/', import.meta.url)
const drawing = readFileSync(new URL('icon.svg', resources), 'utf8')

const installed = process.env['CHROMIUM']
const browser = await chromium.launch(installed ? { executablePath: installed } : {})
const page = await browser.newPage({ viewport: { width: size, height: size } })
await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${drawing}`)
await page.screenshot({ path: fileURLToPath(new URL('icon.png', resources)), omitBackground: true })
await browser.close()
