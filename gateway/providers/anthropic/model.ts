// What a Claude model takes, read from its name. The Messages API changed twice: models from 4.6 on decide for themselves
// how much to think, guided by an effort; those after 4.6 refuse thinking budgets and sampling parameters.

export type ModelTraits = {
  /** It plans its thinking by an effort; otherwise it wants a budget of tokens. */
  readonly adaptive: boolean
  /** It takes `temperature`, `top_p` and `top_k`. */
  readonly sampling: boolean
  /** Its highest effort below `max` is `xhigh`. */
  readonly xhigh: boolean
}

/** A name without a version, or of another maker, is taken for the older kind: that is what servers copied. */
export function readTraits(model: string): ModelTraits {
  // Both spellings, `claude-opus-4-6` and `claude-opus-4.6`; eight digits after them are a date.
  const match = /claude\D*-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(model)
  const version = match ? Number(match[1]) * 100 + Number(match[2] ?? 0) : 0
  return { adaptive: version >= 406, sampling: version <= 406, xhigh: version > 406 }
}
