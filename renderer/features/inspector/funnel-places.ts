// Where the gates of a funnel stand, as lengths of CSS: evenly, with room behind the last one for what came of the attempts.

export type Place = {
  readonly left: string
  readonly room: string
  /** Past the middle, where a reason has more room before the mark than behind it. */
  readonly isLate: boolean
  /** Of a reason that begins behind the mark, and of one that ends before it. */
  readonly behind: { readonly marginLeft: string }
  readonly before: { readonly marginLeft: string; readonly marginRight: string }
}

const lead = 0.6
const tail = 1.4
/** Of the whole width, for the last gate. */
const furthest = 0.78
const clear = '10px'

export function placeGates(count: number): Place[] {
  const width = Math.max(count - 1 + lead + tail, (count - 1 + lead) / furthest)
  return Array.from({ length: count }, (_, index) => {
    const at = (index + lead) / width
    const left = percent(at)
    return {
      left,
      room: percent(1 / width),
      isLate: at > 0.5,
      behind: { marginLeft: `calc(${left} + ${clear})` },
      before: { marginLeft: 'auto', marginRight: `calc(${percent(1 - at)} + ${clear})` },
    }
  })
}

const percent = (fraction: number): string => `${Math.round(fraction * 10_000) / 100}%`
