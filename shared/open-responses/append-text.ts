// A text that grows by a delta at a time. The engine keeps such a text as a tree with a node for every delta, several times
// as large as the text; reading a character makes one string of it again.

/** Below this a tree costs nothing worth saving. */
const smallest = 4_096

/** `text + delta`, made one string each time it has grown by a thirtieth or so. */
export function appendText(text: string, delta: string): string {
  const joined = text + delta
  if (joined.length < smallest) return joined
  const step = 2 ** (26 - Math.clz32(joined.length))
  if (Math.floor(text.length / step) === Math.floor(joined.length / step)) return joined
  // Both are the same text; a reading that decides nothing would be left out as idle.
  return joined.charCodeAt(0) === 0 ? joined.slice(0) : joined
}
