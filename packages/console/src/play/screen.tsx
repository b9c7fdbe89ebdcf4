import { useOpen } from '../app/house.ts'

/** Stands here until the screen is written. */
export function PlayScreen() {
  const { opened } = useOpen()
  return <p>{opened.behaviors.length} behaviors</p>
}
