// A link that a model wrote. It opens outside of this window, which it learns nothing about, and its address is on it.
import type { ReactNode } from 'react'
import { readUrl } from './markdown/url'

type Props = { readonly address: string; readonly children: ReactNode }

export const Anchor = ({ address, children }: Props) => {
  const href = readUrl(address)
  if (href === null) return children
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
