import { useOpen } from '../app/house.ts'

/** Stands here until the screen is written. */
export function AnalysisScreen() {
  const { opened } = useOpen()
  return <p>{opened.behaviors.length} behaviors</p>
}
