// "Why not X?": one provider, one sentence, and the smallest changes that would let it in (PEERS-UI 3.2).
import { useId, useMemo } from 'react'
import type { Explanation } from '#shared/diagnostics/explanation'
import { whyNot, type WhyNot } from '#shared/diagnostics/why-not'
import { Icon } from '../../ui/icons'
import { ActionRow } from './action-row'
import type { Offers } from './offers'

type Props = {
  readonly explanation: Explanation
  readonly providers: readonly string[]
  readonly offers: Offers
  readonly value: string
  readonly onChange: (value: string) => void
}

export const WhyNotBox = ({ explanation, providers, offers, value, onChange }: Props) => {
  const list = useId()
  const provider = value.trim()
  const document = offers.configuration?.document
  const answer = useMemo(
    () =>
      provider === '' ? null : whyNot(explanation, provider, document === undefined ? {} : { configuration: document }),
    [explanation, provider, document],
  )
  return (
    <section className="why-block" aria-label="Why not">
      <h2>
        Why not <span className="note">any provider</span>
      </h2>
      <label className="input">
        <Icon name="filter" size={12} />
        <input
          id="why-not"
          type="search"
          list={list}
          value={value}
          placeholder="Name of a provider"
          aria-label="Why not this provider?"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <datalist id={list}>
        {providers.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <div role="status">{answer !== null && <Answer answer={answer} offers={offers} />}</div>
    </section>
  )
}

const Answer = ({
  answer: { sentence, changes, outcome },
  offers,
}: {
  readonly answer: WhyNot
  readonly offers: Offers
}) => {
  const applyAll = changes.length > 1 ? offers.apply(changes) : null
  return (
    <div className="why-not-answer">
      <p>{sentence}</p>
      <ol className="fixes">
        {changes.map((action, index) => (
          <ActionRow
            key={action.words}
            action={action}
            offers={
              changes.length === 1 || outcome === null ? offers : { ...offers, apply: () => null, tryIt: () => null }
            }
            isFirst={index === 0}
          />
        ))}
      </ol>
      {changes.length > 1 && outcome === 'candidate' && (
        <p className="fix-actions">
          <span className="grow fix-outcome">All of them are needed.</span>
          <TryAll changes={changes} offers={offers} />
          {applyAll !== null && (
            <button type="button" className="button primary small" onClick={applyAll}>
              Apply all & resend
            </button>
          )}
        </p>
      )}
    </div>
  )
}

const TryAll = ({ changes, offers }: { readonly changes: WhyNot['changes']; readonly offers: Offers }) => {
  const last = changes.at(-1)
  const tryAll = last === undefined ? null : offers.tryIt(last, changes.slice(0, -1))
  return tryAll === null ? null : (
    <button type="button" className="button small" onClick={tryAll}>
      Try all
    </button>
  )
}
