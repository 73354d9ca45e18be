// The focus never gets lost: what goes away while it has the focus (a whole screen, a dismissed note, a chip) hands it to
// what stands where it was. F6 walks the panes from there.

/** The focused element and all that it stood in, innermost first. */
let trail: readonly Element[] = []

/** A window nobody has pressed a key in shows no focus of its own accord. */
let isUsed = false

export function installFocus(): void {
  const note = (event: Event) => {
    if (event.target instanceof Element) trail = ancestorsOf(event.target)
  }
  document.addEventListener('focusin', note)
  document.addEventListener('keydown', () => (isUsed = true), true)
  for (const type of ['click', 'keydown'] as const) {
    // What a press takes away is gone by the next frame.
    document.addEventListener(type, () => requestAnimationFrame(restoreFocus))
  }
}

function ancestorsOf(element: Element): Element[] {
  const found = []
  for (let now: Element | null = element; now !== null; now = now.parentElement) found.push(now)
  return found
}

function restoreFocus(): void {
  const [lost] = trail
  if (lost === undefined || lost.isConnected || document.activeElement !== document.body) return
  for (const place of trail) {
    const stop = place.isConnected ? stopIn(place) : null
    if (stop === null) continue
    stop.focus()
    return
  }
}

/** A screen that has just come takes the focus, unless it is somewhere already. */
export function arrive(screen: Element | null): void {
  if (isUsed && screen !== null && document.activeElement === document.body) stopIn(screen)?.focus()
}

const stops = '[tabindex="0"], .cm-content'

/** Where the focus goes in a part of the window: the place it names as its beginning, else its first stop. */
function stopIn(part: Element): HTMLElement | null {
  const beginning = part.querySelector('[data-start]') ?? part
  const isStop = beginning.matches(stops)
  return isStop ? (beginning as HTMLElement) : beginning.querySelector<HTMLElement>(stops)
}

export function movePane(back: boolean): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null)
  const next = panes[nextPane(panes, document.activeElement, back)]
  if (next) stopIn(next)?.focus()
}

/** From between two panes, such as a tab over one of them, it goes to the one after or before. */
function nextPane(panes: readonly HTMLElement[], from: Element | null, back: boolean): number {
  const step = back ? -1 : 1
  const current = panes.findIndex((pane) => pane.contains(from))
  if (current >= 0 || from === null || from === document.body) return (current + step + panes.length) % panes.length
  const follows = (pane: HTMLElement) => (from.compareDocumentPosition(pane) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  const after = panes.findIndex(follows)
  const place = after === -1 ? panes.length : after
  return (back ? place - 1 + panes.length : place) % panes.length
}
