import { useEffect, useRef, type ClipboardEvent, type RefObject } from 'react'
import type { PasteReading } from '#shared/diagnostics/paste'
import { formatBytes, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { choose, openFile, setText, usePaste } from './paste'
import { drawnPart } from './size'

export const PastePane = () => {
  const { text, file, reading, problem } = usePaste()
  const opener = useRef<HTMLInputElement>(null)
  const drawn = drawnPart(text)
  return (
    <section className="pane paste-pane" aria-label="Paste">
      <div className="bar">
        <h2>Paste</h2>
        <span className="note ellipsis grow">
          {file ?? (text === '' ? '' : 'from the clipboard')}
          {text !== '' && `, ${formatBytes(text.length)}`}
        </span>
        <OpenButton opener={opener} />
        <button type="button" className="button small" disabled={text === '' && problem === null} onClick={clear}>
          Clear
        </button>
      </div>
      <textarea
        className="paste-box mono"
        aria-label="Pasted text"
        aria-describedby="paste-note"
        placeholder={'{ "error": "upstream_error", … }'}
        spellCheck={false}
        autoComplete="off"
        tabIndex={0}
        value={drawn.text}
        readOnly={!drawn.isWhole}
        data-pane
        data-start
        onPaste={takePaste}
        onChange={(event) => setText(event.target.value)}
      />
      <p id="paste-note" className="paste-note">
        {drawn.isWhole ? (
          'An error envelope, a HAR or session file, a log line, an event of a stream, half a paste. Nothing leaves this machine.'
        ) : (
          <>
            <b>Its first {formatBytes(drawn.text.length)} are shown, all of it is read.</b> Nothing leaves this machine.
          </>
        )}
      </p>
      {problem !== null && (
        <p className="paste-problem" role="alert">
          <Icon name="failed" size={12} /> {problem}
        </p>
      )}
      {reading !== null && reading.entries.length > 0 && <Entries reading={reading} />}
    </section>
  )
}

const clear = (): void => setText('')

/** Megabytes never go through the box, which they would hold; a box that shows a part of its text is replaced whole. */
function takePaste(event: ClipboardEvent<HTMLTextAreaElement>): void {
  const { value, readOnly, selectionStart, selectionEnd } = event.currentTarget
  const pasted = event.clipboardData.getData('text/plain')
  const whole = readOnly ? pasted : value.slice(0, selectionStart) + pasted + value.slice(selectionEnd)
  if (!readOnly && drawnPart(whole).isWhole) return
  event.preventDefault()
  setText(whole)
}

const OpenButton = ({ opener }: { readonly opener: RefObject<HTMLInputElement | null> }) => (
  <>
    <button type="button" className="button small" onClick={() => opener.current?.click()}>
      <Icon name="file" size={12} />
      Open file
    </button>
    <input
      ref={opener}
      type="file"
      hidden
      aria-label="File to explain"
      onChange={(event) => {
        const [file] = event.target.files ?? []
        if (file) void openFile(file)
        event.target.value = ''
      }}
    />
  </>
)

const Entries = ({ reading: { entries, unlisted, chosen } }: { readonly reading: PasteReading }) => {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' })
  }, [chosen, entries])
  return (
    <div ref={list} className="entries" role="radiogroup" aria-label="Failures in it" data-pane>
      <h3 className="colhead entries-head">
        {plural(entries.length, 'failure')}
        {unlisted > 0 && `, the last of ${entries.length + unlisted}`}
      </h3>
      {entries.map(({ title, status, says }, index) => (
        <label key={index} className={index === chosen ? 'entry chosen' : 'entry'}>
          <input
            type="radio"
            name="paste-entry"
            checked={index === chosen}
            tabIndex={index === chosen ? 0 : -1}
            onChange={() => choose(index)}
          />
          <span className="entry-title">
            <code className="ellipsis grow">{title}</code>
            {status !== null && <code className="tone-bad">{status}</code>}
          </span>
          <span className="entry-says">{says}</span>
        </label>
      ))}
    </div>
  )
}
