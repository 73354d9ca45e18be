import { tokenizeJsonLine, type JsonToken } from '../ui/json-tokens'

/** Digits inside a word (an address, a token) are no numbers. */
function classOf({ kind }: JsonToken, before = ' '): string {
  if (kind === 'literal' && !/[\s[(,=]$/.test(before)) return 'snippet-mark'
  return kind === 'key' ? 'snippet-string' : `snippet-${kind}`
}

type Props = { readonly id: string; readonly label: string; readonly text: string }

/** Enough of a pasted image to see that it is there; copying gives all of it. */
const longestLine = 2_000

export const SnippetCode = ({ id, label, text }: Props) => (
  <pre id={id} className="snippet-code" role="tabpanel" aria-label={label} tabIndex={0}>
    {text.split('\n').map((line, index) => (
      <span key={index}>
        {tokenizeJsonLine(line.slice(0, longestLine)).map((token, at, tokens) => (
          <span key={at} className={classOf(token, tokens[at - 1]?.text)}>
            {token.text}
          </span>
        ))}
        {line.length > longestLine && <em>…</em>}
        {'\n'}
      </span>
    ))}
  </pre>
)
