import { formatCount, plural } from '../../ui/format'
import { searchOn, useSearch } from './search'

/** What has become of a search in the texts. Nothing while nothing is searched for. */
export const SearchStatus = () => {
  const text = useSearch((search) => search.text)
  const state = useSearch((search) => search.state)
  const found = useSearch((search) => search.hits.size)
  const more = useSearch((search) => search.more)
  const indexed = useSearch((search) => search.indexed)
  const problem = useSearch((search) => search.problem)
  if (text === '') return null
  return (
    <div className="search-status" role="status">
      {state === 'failed' ? (
        <span className="tone-bad">Not searched. {problem}</span>
      ) : state === 'running' ? (
        <span>Searching…</span>
      ) : (
        <span>
          {found === 0
            ? 'Nothing in the texts'
            : more
              ? `The last ${formatCount(found)} found in the texts`
              : `${plural(found, 'session')} found in the texts`}
        </span>
      )}
      {state === 'done' && !indexed && (
        <span className="ellipsis" title="The search index is still being made: the files themselves were read">
          Not indexed yet: scanned
        </span>
      )}
      <span className="grow" />
      {more && state === 'done' && (
        <button type="button" className="button quiet small" onClick={() => void searchOn()}>
          More
        </button>
      )}
    </div>
  )
}
