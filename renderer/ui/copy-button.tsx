import { useState } from 'react'
import { Icon } from './icons'

type Props = { readonly text: string | (() => string); readonly label: string; readonly word?: string }

const shownFor = 1_200

export const CopyButton = ({ text, label, word }: Props) => {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
      setState('copied')
    } catch {
      setState('failed')
    }
    setTimeout(() => setState('ready'), shownFor)
  }
  const told = state === 'copied' ? 'Copied' : state === 'failed' ? 'Not allowed' : word
  return (
    <button
      type="button"
      className={word === undefined ? 'button quiet icon-only' : 'button quiet small'}
      aria-label={state === 'copied' ? `${label}: copied` : label}
      title={state === 'failed' ? 'The browser did not allow copying' : label}
      onClick={() => void copy()}
    >
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={12} />
      {word !== undefined && told}
    </button>
  )
}
