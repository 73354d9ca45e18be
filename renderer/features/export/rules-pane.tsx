import { useState, type FormEvent } from 'react'
import { nameOf, type RedactionRule } from '#shared/redaction/rules'
import { Icon } from '../../ui/icons'
import { addRule, maskTexts, removeRule, usePreparing } from './preparing'

type Kind = RedactionRule['kind']

const kinds: Readonly<Record<Kind, { readonly label: string; readonly hint: string; readonly doc: string }>> = {
  field: { label: 'Field', hint: 'metadata.user', doc: 'A name, or the end of a path: input[*].name.' },
  literal: { label: 'Text', hint: 'Jane Doe', doc: 'Wherever it stands, as it is.' },
  pattern: { label: 'Pattern', hint: '\\b\\d{16}\\b', doc: 'A regular expression, without look-around.' },
}

export const RulesPane = () => {
  const rules = usePreparing((state) => state.rules)
  const texts = usePreparing((state) => state.texts)
  return (
    <fieldset className="export-rules">
      <legend>Mask as well</legend>
      <label className="export-check">
        <input type="checkbox" checked={texts} onChange={(event) => maskTexts(event.target.checked)} />
        <span>
          What was said
          <span className="note">Letters and digits become x. Lengths and structure stay.</span>
        </span>
      </label>
      {rules.length > 0 && (
        <ul className="export-rule-list" aria-label="Rules">
          {rules.map((rule) => (
            <li key={JSON.stringify(rule)}>
              <code className="grow ellipsis">{rule.kind === 'literal' ? `text ${rule.text}` : nameOf(rule)}</code>
              <button
                type="button"
                className="button quiet icon-only"
                aria-label={`Remove the rule ${nameOf(rule)}`}
                onClick={() => removeRule(rule)}
              >
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <AddRule />
    </fieldset>
  )
}

const AddRule = () => {
  const [kind, setKind] = useState<Kind>('field')
  const [text, setText] = useState('')
  const { hint, doc } = kinds[kind]
  const add = (event: FormEvent) => {
    event.preventDefault()
    const value = text.trim()
    if (value === '') return
    addRule(ruleOf(kind, value))
    setText('')
  }
  return (
    <form className="export-add" onSubmit={add}>
      <select
        className="select small"
        aria-label="Kind of rule"
        value={kind}
        onChange={(event) => setKind(event.target.value as Kind)}
      >
        {Object.entries(kinds).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <div className="input small grow">
        <input
          className="mono"
          aria-label={`${kinds[kind].label} to mask`}
          aria-describedby="export-rule-doc"
          placeholder={hint}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <button type="submit" className="button small" disabled={text.trim() === ''}>
        Add
      </button>
      <span id="export-rule-doc" className="note">
        {doc}
      </span>
    </form>
  )
}

const ruleOf = (kind: Kind, value: string): RedactionRule =>
  kind === 'field' ? { kind, path: value } : kind === 'literal' ? { kind, text: value } : { kind, pattern: value }
