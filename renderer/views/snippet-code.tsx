import { tokenizeJsonLine } from '../ui/json-tokens'

type Props = { readonly id: string; readonly label: string; readonly text: string }

/** Enough of a pasted image to see that it is there; copying gives all of it. */
const longestLine = 2_000

export const SnippetCode = ({ id, label, text }: Props) => (
  <pre id={id} className="snippet-code" role="tabpanel" aria-label={label} tabIndex={0}>
    {text.split('\n').map((line, index) => (
      <span key={index}>
        {tokenizeJsonLine(line.slice(0, longestLine)).map((token, at) => (
          <span key={at} className={token.kind === 'key' ? 'snippet-string' : `snippet-${token.kind}`}>
            {token.text}
          </span>
        ))}
        {line.length > longestLine && <em>…</em>}
        {'\n'}
      </span>
    ))}
  </pre>
)
