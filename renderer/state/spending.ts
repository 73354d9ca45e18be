// Whether a request may cost tokens: asked the first time for each provider, and remembered as long as the window is open.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Whoever would be paid. */
export type Payee = { readonly id: string; readonly label: string }

type Asking = { readonly payees: readonly Payee[]; readonly answer: (isAgreed: boolean) => void }

const spending = createStore<{ readonly asking: Asking | null; readonly agreed: ReadonlySet<string> }>(() => ({
  asking: null,
  agreed: new Set(),
}))

export const useAsking = (): Asking | null => useZustand(spending, ({ asking }) => asking)

/** At once where all of them were agreed to before; a question that is still open is answered no. */
export function askToSpend(payees: readonly Payee[]): Promise<boolean> {
  const { asking, agreed } = spending.getState()
  asking?.answer(false)
  const isNew = payees.filter(({ id }) => !agreed.has(id))
  if (isNew.length === 0) return Promise.resolve(true)
  return new Promise((resolve) => {
    const answer = (isAgreed: boolean) => {
      const more = isAgreed ? isNew.map(({ id }) => id) : []
      spending.setState((now) => ({ asking: null, agreed: new Set([...now.agreed, ...more]) }))
      resolve(isAgreed)
    }
    spending.setState({ asking: { payees: isNew, answer } })
  })
}
