import { memo, useMemo, useState } from 'react'
import { formatCount } from './format'
import { tokenizeJsonLine } from './json-tokens'

/** One line longer than this is a wall for layout and reader alike; copying still gives all of it. */
const longestLine = 8_000
const portion = 1_000

export const CodeTokens = ({ line }: { readonly line: string }) =>
  tokenizeJsonLine(line).map((token, index) => (
    <span key={index} className={`json-${token.kind}`}>
      {token.text}
    </span>
  ))

const Line = memo(({ text, number }: { readonly text: string; readonly number: number | null }) => {
  const cut = text.length > longestLine
  return (
    <div className="code-line">
      {number !== null && (
        <span className="line-number" aria-hidden="true">
          {number}
        </span>
      )}
      <span className="line-text">
        <CodeTokens line={cut ? text.slice(0, longestLine) : text} />
        {cut && <em className="line-cut">… {formatCount(text.length - longestLine)} more characters</em>}
      </span>
    </div>
  )
})

type BlockProps = { readonly text: string; readonly numbered?: boolean }

/** Lines of code, a portion at a time: lines wrap, so their heights differ, and the document stays small. */
export const CodeBlock = ({ text, numbered = true }: BlockProps) => {
  const lines = useMemo(() => text.split('\n'), [text])
  const [shown, setShown] = useState(portion)
  const rest = lines.length - shown
  return (
    <div className="code-block">
      {lines.slice(0, shown).map((line, index) => (
        <Line key={index} text={line} number={numbered ? index + 1 : null} />
      ))}
      {rest > 0 && (
        <button type="button" className="button small code-more" onClick={() => setShown(shown + portion)}>
          Show {formatCount(Math.min(portion, rest))} of {formatCount(rest)} more lines
        </button>
      )}
    </div>
  )
}

/** Fills its parent and scrolls. */
export const CodeView = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <div className="code-view" role="region" aria-label={label} tabIndex={0}>
    <CodeBlock key={text} text={text} />
  </div>
)
