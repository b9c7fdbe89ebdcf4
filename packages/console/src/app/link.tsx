import type { ComponentChildren } from 'preact'
import type { Step } from '../place/place.ts'
import { useHouse } from './house.ts'

interface LinkProps {
  readonly to: Step
  readonly class?: string
  readonly id?: string
  readonly title?: string | undefined
  readonly 'aria-current'?: 'page' | 'location' | 'true' | undefined
  readonly 'aria-label'?: string | undefined
  readonly tabIndex?: number
  readonly children?: ComponentChildren
}

/** A link to another place of the console. */
export function Link({ to, children, ...others }: LinkProps) {
  const { href, address } = useHouse()
  const place = href(to)
  return (
    <a {...others} href={address.href(place)} data-place={place}>
      {children}
    </a>
  )
}
