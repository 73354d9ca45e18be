// What the colours and shapes of events mean. The legend is made of the same table as the rows.
import { Icon, type IconName } from './icons'

export type Glyph =
  | 'lifecycle'
  | 'end'
  | 'structure'
  | 'text'
  | 'reasoning'
  | 'tool'
  | 'gateway'
  | 'upstream'
  | 'error'
  | 'warning'
  | 'unknown'

type Look = { readonly icon: IconName; readonly tone: string }

const looks: Readonly<Record<Glyph, Look>> = {
  lifecycle: { icon: 'lifecycle', tone: 'k-life' },
  end: { icon: 'end', tone: 'tone-ok' },
  structure: { icon: 'structure', tone: 'k-life' },
  text: { icon: 'text', tone: 'k-text' },
  reasoning: { icon: 'reasoning', tone: 'k-reason' },
  tool: { icon: 'tool', tone: 'k-tool' },
  gateway: { icon: 'gateway', tone: 'k-gate' },
  upstream: { icon: 'provider', tone: 'tone-quiet' },
  error: { icon: 'error', tone: 'k-err' },
  warning: { icon: 'truncated', tone: 'tone-warn' },
  unknown: { icon: 'unknown', tone: 'k-life' },
}

export const glyphTone = (glyph: Glyph): string => looks[glyph].tone

export const KindGlyph = ({ glyph }: { readonly glyph: Glyph }) => (
  <span className={`glyph ${looks[glyph].tone}`}>
    <Icon name={looks[glyph].icon} size={12} />
  </span>
)

const legend: readonly (readonly [Glyph, string])[] = [
  ['lifecycle', 'lifecycle'],
  ['structure', 'structure'],
  ['text', 'text'],
  ['reasoning', 'reasoning'],
  ['tool', 'tool call'],
  ['gateway', 'gateway'],
  ['error', 'error'],
]

export const Legend = () => (
  <ul className="legend" aria-label="Legend of event kinds">
    {legend.map(([glyph, word]) => (
      <li key={glyph}>
        <KindGlyph glyph={glyph} />
        {word}
      </li>
    ))}
  </ul>
)
