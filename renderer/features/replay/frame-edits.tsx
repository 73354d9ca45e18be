// What can be done to one frame of a tape.
import { useState } from 'react'
import { parseEvent } from '#shared/open-responses/events'
import { parseJson } from '#shared/json'
import { editsFor, type TapeEdit, type TapeEditKind } from '#shared/replay/edits'
import type { Frame } from '#shared/session/frame'
import { isStreamed } from '#shared/session/jsonl'
import type { FrameLog } from '../../state/frame-log'
import type { Edits } from '../../state/tape'
import { edit, toggleEdit } from './actions'
import { errorChoices, errorText } from './error-texts'

type Props = {
  readonly id: string
  readonly frame: Frame
  readonly name: string
  readonly log: FrameLog
  readonly edits: Edits
}

export const FrameEdits = ({ id, frame, name, log, edits }: Props) => {
  const [isWriting, setWriting] = useState(false)
  const { seq } = frame
  const can = editsFor(frame)
  const made = <K extends TapeEditKind>(kind: K) =>
    edits.find((one): one is Extract<TapeEdit, { kind: K }> => one.kind === kind && one.seq === seq)
  const toggles = (['drop', 'duplicate', 'cut'] as const).filter((kind) => can.includes(kind))
  const replaceBy = (text: string) => {
    edit(id, { kind: 'replace', seq, text })
    setWriting(false)
  }
  return (
    <>
      <div className="tape-actions" role="group" aria-label={`Frame ${seq}`}>
        <span className="ellipsis">
          <span className="num">{seq}</span> <code>{name}</code>
        </span>
        {toggles.map((kind) => (
          <button
            key={kind}
            type="button"
            className="button small"
            aria-pressed={made(kind) !== undefined}
            onClick={() => toggleEdit(id, kind, seq)}
          >
            {words[kind]}
          </button>
        ))}
        {can.includes('delay') && <Delay id={id} seq={seq} ms={made('delay')?.ms ?? null} />}
        {isStreamed(frame) && (
          <>
            <button
              type="button"
              className="button small"
              aria-expanded={isWriting}
              onClick={() => setWriting(!isWriting)}
            >
              Replace
            </button>
            <ErrorSelect onChoose={(code) => replaceBy(errorText(code, frame.text, streamOf(log, seq)))} />
          </>
        )}
      </div>
      {isWriting && isStreamed(frame) && (
        <TextEditor
          seq={seq}
          original={frame.text}
          text={made('replace')?.text ?? frame.text}
          onApply={replaceBy}
          onCancel={() => setWriting(false)}
        />
      )}
    </>
  )
}

const words = { drop: 'Drop', duplicate: 'Duplicate', cut: 'Cut here' } as const

const streamOf = (log: FrameLog, seq: number): 'sse' | 'websocket' | 'body' => {
  const opened = log.whole(0)
  if (opened?.kind === 'opened' && opened.transport === 'websocket') return 'websocket'
  return log.isEvent(seq) || log.isUpstream(seq) ? 'sse' : 'body'
}

const firstDelay = 500
const longestDelay = 86_400_000

const Delay = ({ id, seq, ms }: { readonly id: string; readonly seq: number; readonly ms: number | null }) => {
  const [typed, setTyped] = useState(String(ms ?? firstDelay))
  const value = Number(typed)
  const isRight = typed.trim() !== '' && value >= 0 && value <= longestDelay
  return (
    <form
      className="tape-delay"
      onSubmit={(event) => {
        event.preventDefault()
        if (isRight) edit(id, { kind: 'delay', seq, ms: value })
      }}
    >
      <button type="submit" className="button small" disabled={!isRight} aria-pressed={ms !== null}>
        Delay
      </button>
      <label className="input small" aria-invalid={!isRight}>
        <input
          inputMode="decimal"
          value={typed}
          aria-label="Milliseconds later"
          aria-invalid={!isRight}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="unit">ms</span>
      </label>
    </form>
  )
}

const ErrorSelect = ({ onChoose }: { readonly onChoose: (code: string) => void }) => (
  <select
    className="select small tape-error"
    aria-label="Replace by an error"
    value=""
    onChange={(event) => onChoose(event.target.value)}
  >
    <option value="" disabled>
      Error…
    </option>
    {errorChoices.map(({ code, title }) => (
      <option key={code} value={code}>
        {title}
      </option>
    ))}
  </select>
)

type EditorProps = {
  readonly seq: number
  readonly original: string
  readonly text: string
  readonly onApply: (text: string) => void
  readonly onCancel: () => void
}

/** The empty line that ends an event of a stream is no part of what is written. */
const TextEditor = ({ seq, original, text, onApply, onCancel }: EditorProps) => {
  const [typed, setTyped] = useState(text.trimEnd())
  const end = original.slice(original.trimEnd().length)
  const isBroken = isJson(original) && !isJson(typed)
  return (
    <form
      className="tape-text"
      onSubmit={(event) => {
        event.preventDefault()
        onApply(typed + end)
      }}
    >
      <textarea
        className="input text-box mono"
        rows={4}
        value={typed}
        spellCheck={false}
        autoFocus
        aria-label={`Text of frame ${seq}`}
        aria-invalid={isBroken}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
          else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onApply(typed + end)
          else return
          event.preventDefault()
        }}
      />
      <div className="tape-actions">
        <button type="submit" className="button small primary">
          {isBroken ? 'Replace anyway' : 'Replace text'} <kbd>Ctrl Enter</kbd>
        </button>
        <button type="button" className="button small" onClick={onCancel}>
          Cancel
        </button>
        <span className="tone-bad" role="status">
          {isBroken ? 'The original is JSON. This is not.' : ''}
        </span>
      </div>
    </form>
  )
}

const isJson = (text: string): boolean => parseEvent(text) !== null || parseJson(text) !== undefined
