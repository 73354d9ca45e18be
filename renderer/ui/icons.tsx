// All drawings on one 16-unit grid. Shapes carry the meaning; colour comes from the text around them.
import type { ReactNode } from 'react'

const solid = { fill: 'currentColor', stroke: 'none' } as const

const drawings = {
  brand: (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d="M3.6 9.4h2.2V6h4.4v3.4h2.2" />
    </>
  ),
  live: <path d="M1.5 9h3l2-6 3 10 2-4h3" />,
  compose: <path d="M3 13.5h10M4.5 10.5 11 4l1.8 1.8-6.5 6.5-2.3.5z" />,
  diagnose: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.6 3.6" />
    </>
  ),
  file: <path d="M4 2.5h5L12.5 6v7.5H4zM9 2.5V6h3.5" />,
  save: <path d="M8 2.5v7M5 6.8 8 9.8 11 6.8M3 13h10" />,
  providers: <path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1" />,
  filter: <path d="M2.5 4.5h11M4.5 8h7M6.5 11.5h3" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  play: <path {...solid} d="M5 3v10l8-5z" />,
  first: <path d="M4 3.5v9M12.5 3.5v9L6.5 8z" />,
  last: <path d="M12 3.5v9M3.5 3.5v9l6-4.5z" />,
  stepBack: <path d="M10.5 3.5 5 8l5.5 4.5z" />,
  stepOn: <path d="M5.5 3.5 11 8l-5.5 4.5z" />,
  undo: <path d="M6 3.5 2.8 6.7 6 9.9M3 6.7h6.2a3.3 3.3 0 0 1 0 6.6H6" />,
  redo: <path d="m10 3.5 3.2 3.2L10 9.9M13 6.7H6.8a3.3 3.3 0 0 0 0 6.6H10" />,
  down: <path d="M8 3v9.5M4 8.5l4 4 4-4" />,
  up: <path d="M8 13V3.5M4 7.5l4-4 4 4" />,
  copy: <path d="M5.5 5.5h7.5v8H5.5zM3 11V2.5h7.5" />,
  check: <path d="m3 8.5 3.2 3.2L13 4.5" />,
  plus: <path d="M8 3v10M3 8h10" />,
  star: <path d="m8 2.2 1.8 3.8 4.1.5-3 2.8.8 4.1L8 11.4l-3.7 2 .8-4.1-3-2.8 4.1-.5z" />,
  starred: <path fill="currentColor" d="m8 2.2 1.8 3.8 4.1.5-3 2.8.8 4.1L8 11.4l-3.7 2 .8-4.1-3-2.8 4.1-.5z" />,
  pin: <path {...solid} d="M5 2h6l-.8 4.2 2.6 2.9H8.7L8 14l-.7-4.9H3.2l2.6-2.9z" />,
  tag: <path d="M2.5 8.3V2.5h5.8l5.2 5.2-5.8 5.8zM5.4 5.4h.1" />,
  note: <path d="M3.5 2.5h9v11h-9zM6 5.7h4M6 8.2h4M6 10.7h2" />,
  trash: <path d="M2.8 4.5h10.4M6.3 4.5v-2h3.4v2M4.2 4.5l.7 9h6.2l.7-9" />,
  compare: <path d="M2.5 3h4.5v10H2.5zM9 3h4.5v10H9z" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  chevron: <path d="m6 4 4 4-4 4" />,
  chevronDown: <path d="m4 6 4 4 4-4" />,
  send: <path d="M3 8h10M9 4l4 4-4 4" />,
  stop: <path {...solid} d="M4 4h8v8H4z" />,
  list: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1" />
    </>
  ),
  moon: <path d="M13 9.6A5.4 5.4 0 1 1 6.4 3 4.3 4.3 0 0 0 13 9.6z" />,
  warning: <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1" />,
  trigger: <path {...solid} d="M3 3h10l-5 9z" />,
  // Lamps
  ok: <circle {...solid} cx="8" cy="8" r="5" />,
  streaming: (
    <>
      <circle cx="8" cy="8" r="5" strokeWidth="2" />
      <circle {...solid} cx="8" cy="8" r="1.9" />
    </>
  ),
  failed: <path {...solid} d="M8 1.8 15 14H1z" />,
  truncated: (
    <>
      <path {...solid} d="M8 3a5 5 0 0 0 0 10z" />
      <path d="M11 3.2v1.6M11 7.2v1.6M11 11.2v1.6" strokeWidth="2" />
    </>
  ),
  aborted: (
    <>
      <circle cx="8" cy="8" r="5" strokeWidth="2" />
      <path d="m4.5 11.5 7-7" strokeWidth="2" />
    </>
  ),
  stalled: <path d="M5.5 3v10M10.5 3v10" strokeWidth="3" />,
  idle: <circle cx="8" cy="8" r="5" strokeWidth="2" strokeDasharray="2.6 2.6" />,
  // Event kinds
  lifecycle: <circle cx="8" cy="8" r="4.3" strokeWidth="1.8" />,
  end: <circle {...solid} cx="8" cy="8" r="5" />,
  structure: <path d="M5.5 3H3v10h2.5M10.5 3H13v10h-2.5" strokeWidth="1.6" />,
  text: <path d="M3 5h10M3 8h10M3 11h6" strokeWidth="1.8" />,
  reasoning: <path d="M8 2.5 13.5 8 8 13.5 2.5 8z" strokeWidth="1.8" />,
  tool: <path d="M6 3H4v3.8L2.5 8 4 9.2V13h2M10 3h2v3.8L13.5 8 12 9.2V13h-2" strokeWidth="1.7" />,
  gateway: <path {...solid} d="M2.5 4.5h7L13.5 8l-4 3.5h-7z" />,
  error: <path {...solid} d="M8 2 14.5 13.5h-13z" />,
  provider: <path d="M2.5 4.5h7L13.5 8l-4 3.5h-7z" strokeWidth="1.4" />,
  unknown: <path d="M3 3h10v10H3z" strokeWidth="1.6" strokeDasharray="2 2" />,
  // Directions
  sent: <path d="M8 13V3.8M4.5 7 8 3.5 11.5 7" strokeWidth="1.5" />,
  received: <path d="M8 3v9.2M4.5 9 8 12.5 11.5 9" strokeWidth="1.5" />,
  upstream: <path d="M8 2.5v7M5 6.8 8 9.8 11 6.8M3.5 13h9" strokeWidth="1.3" />,
  inside: <circle {...solid} cx="8" cy="8" r="1.5" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings

type Props = { readonly name: IconName; readonly size?: 11 | 12 | 16; readonly label?: string }

/** Without a label the drawing is decoration: the word is beside it. */
export const Icon = ({ name, size = 16, label }: Props) => (
  <svg
    className={`icon icon-${size}`}
    viewBox="0 0 16 16"
    role={label === undefined ? undefined : 'img'}
    aria-label={label}
    aria-hidden={label === undefined}
  >
    {drawings[name]}
  </svg>
)
