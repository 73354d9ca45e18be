import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef } from 'react'
import { formatCount } from './format'
import { tokenizeJsonLine } from './json-tokens'

/** One line longer than this is a wall for layout and reader alike; copying still gives all of it. */
const longestLine = 8_000
const plainLimit = 300
const lineHeight = 17

const Line = memo(({ text, number }: { readonly text: string; readonly number: number }) => {
  const cut = text.length > longestLine
  const tokens = tokenizeJsonLine(cut ? text.slice(0, longestLine) : text)
  return (
    <>
      <span className="line-number" aria-hidden="true">
        {number}
      </span>
      <span className="line-text">
        {tokens.map((token, index) => (
          <span key={index} className={`json-${token.kind}`}>
            {token.text}
          </span>
        ))}
        {cut && <em className="line-cut">… {formatCount(text.length - longestLine)} more characters</em>}
      </span>
    </>
  )
})

/** Fills its parent and scrolls. Only the lines on screen are in the document. */
export const CodeView = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const lines = useMemo(() => text.split('\n'), [text])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 8,
  })
  return (
    <div ref={scroller} className="code-view" role="region" aria-label={label} tabIndex={0}>
      <div className="code-lines" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className="code-line"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <Line text={lines[item.index] ?? ''} number={item.index + 1} />
          </div>
        ))}
      </div>
    </div>
  )
}

/** Short code inside a page: no scroller of its own. */
export const CodeBlock = ({ text }: { readonly text: string }) => {
  const lines = useMemo(() => text.split('\n'), [text])
  return (
    <div className="code-block">
      {lines.slice(0, plainLimit).map((line, index) => (
        <div key={index} className="code-line">
          <Line text={line} number={index + 1} />
        </div>
      ))}
      {lines.length > plainLimit && (
        <p className="line-cut">… {formatCount(lines.length - plainLimit)} more lines; copying gives all of them</p>
      )}
    </div>
  )
}
