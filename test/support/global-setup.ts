import { openDisplay } from './display.mjs'

/** One screen for the whole run; workers inherit DISPLAY. */
export default async function setUp(): Promise<() => void> {
  const display = await openDisplay().catch((error: unknown) => {
    console.error(`Desktop tests have no screen: ${String(error)}`)
    return null
  })
  return () => display?.close()
}
