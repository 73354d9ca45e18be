// The document as it is sent, and below it the same request as a program.
import { useState } from 'react'
import { keptChars, useDraft } from '../../state/draft'
import { useStore } from '../../state/store'
import { useTarget } from '../../state/target'
import { Tabs } from '../../ui/choices'
import { CopyButton } from '../../ui/copy-button'
import { maskToken } from '../../ui/format'
import { Split } from '../../ui/split'
import { SnippetCode } from '../../views/snippet-code'
import { languages, writeSnippet, type Language } from '../../views/snippets'
import { tidyBody } from './actions'
import { BodyEditor } from './editor'
import { useBody } from './reading'

export const JsonPane = () => (
  <section className="pane json-pane" aria-label="JSON">
    <Split
      name="compose-snippet"
      label="Height of the snippet"
      axis="y"
      size={196}
      min={60}
      max={500}
      first={<Editor />}
      second={<Snippet />}
    />
  </section>
)

const Editor = () => {
  const text = useDraft((state) => state.body)
  const isWhole = useBody() !== null
  return (
    <>
      <div className="bar">
        <h2>JSON</h2>
        <span className="note ellipsis">
          {text.length > keptChars ? 'too large to be kept over a reload' : 'sent exactly as written'}
        </span>
        <span className="grow" />
        <button type="button" className="button quiet small" disabled={!isWhole} onClick={tidyBody}>
          Format
        </button>
        <CopyButton text={text} label="Copy request body" />
      </div>
      <BodyEditor />
    </>
  )
}

const placeholder = 'YOUR_KEY'

/** A program asks the target itself; the key of another gateway is not here to be copied. */
function useAddress(): { readonly address: string; readonly token: string } {
  const { isLocal, reading } = useTarget()
  const gateway = useStore((state) => state.status?.gateway ?? '')
  const token = useStore((state) => state.status?.token ?? 'none')
  return isLocal ? { address: gateway, token } : { address: reading?.baseUrl ?? '', token: placeholder }
}

const Snippet = () => {
  const [language, setLanguage] = useState<Language>('curl')
  const transport = useDraft((state) => state.transport)
  const body = useDraft((state) => state.body)
  const { address, token } = useAddress()
  const text = writeSnippet(language, { address, token, transport, body })
  // A screen is looked at by others; what is copied is for the reader's own program.
  const shown = text?.replaceAll(token, token === placeholder ? token : maskToken(token)) ?? null
  return (
    <>
      <div className="bar snippet-bar">
        <Tabs label="Snippet" choices={languages} value={language} onChange={setLanguage} panel="compose-snippet" />
        <span className="grow" />
        {text !== null && (
          <CopyButton
            text={text}
            label={token === placeholder ? 'Copy snippet' : 'Copy snippet, with the token'}
            word="Copy"
          />
        )}
      </div>
      {shown === null ? (
        <p className="empty-note">The text is not a JSON object. Only curl can send it.</p>
      ) : (
        <SnippetCode
          id="compose-snippet"
          label={languages.find(({ value }) => value === language)?.label ?? ''}
          text={shown}
        />
      )}
    </>
  )
}
