import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Unavailable } from '../data/shelf.ts'
import { CopyButton } from '../ui/copy-button.tsx'

/** Something is on its way: nothing for 300 ms, then lines where it will stand. */
export function Loading({ what, lines = 12 }: { readonly what: string; readonly lines?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="loading" aria-busy="true" data-state="loading">
      <p class="heard" role="status">
        {shown ? `Loading ${what}` : ''}
      </p>
      {shown && Array.from({ length: lines }, (_, line) => <span key={line} class="loading-line" aria-hidden="true" />)}
    </div>
  )
}

interface EmptyProps {
  readonly title: string
  /** Why, and what was looked at. */
  readonly children?: ComponentChildren
  /** The one thing to do about it. */
  readonly action?: ComponentChildren
}

/** Nothing is here, and that is no failure. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div class="empty" data-state="empty">
      <h2>{title}</h2>
      <div class="empty-why">{children}</div>
      {action}
    </div>
  )
}

interface FailedProps {
  /** What could not be had, as the beginning of a sentence. */
  readonly what: string
  readonly error: Error
  retry?(): void
}

/** Something could not be had: what, why, and what to do. */
export function Failed({ what, error, retry }: FailedProps) {
  const offline = error instanceof Unavailable && error.kind === 'offline'
  const request = error instanceof Unavailable ? error.request : null
  const told = [`${what} could not be loaded.`, error.message, ...(request === null ? [] : [`Request ${request}`])]
  return (
    <div class="failed" role="alert" data-state={offline ? 'offline' : 'error'}>
      <h2>{offline ? 'The gateway is not there' : `${what} could not be loaded`}</h2>
      <p>{offline ? 'Start it with npm start, then try again. Nothing you wrote here is lost.' : error.message}</p>
      {request !== null && (
        <p>
          Request <code>{request}</code>
        </p>
      )}
      <p class="failed-actions">
        {retry && (
          <button type="button" class="button" onClick={retry}>
            Try again
          </button>
        )}
        <CopyButton text={told.join('\n')} label="Copy what happened" />
      </p>
    </div>
  )
}

/** What is shown is from before: something newer was asked for, or could not be had. */
export function Stale({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="notice" role="status" data-state="stale">
      {children}
    </p>
  )
}

/** What stands in place of a screen is still that screen, for those who hear the page. */
export function Untitled({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <>
      <h1 class="heard">{title}</h1>
      {children}
    </>
  )
}
