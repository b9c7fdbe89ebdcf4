import './situation.css'
import './verdict.css'
import './changes.css'
import './pipeline.css'
import './effects.css'
import './scenario.css'
import './layers.css'
import './beginning.css'
import './modes.css'
import { useOpen } from '../app/house.ts'
import { Beginning } from './beginning.tsx'
import { Changes } from './changes.tsx'
import { Elsewhere } from './elsewhere.tsx'
import { Grid } from './grid.tsx'
import { Instructions } from './instructions.tsx'
import { LayerStack } from './layer-stack.tsx'
import { Pipeline } from './pipeline.tsx'
import { ScenarioShown } from './scenario.tsx'
import { Situation } from './situation.tsx'
import { Taken } from './taken.tsx'
import { Taking } from './taking.tsx'
import { type Played, useAnnounced, usePlayed } from './use-played.ts'
import { Verdict } from './verdict.tsx'

/** The playground: a behavior, a situation and the layers, and what is decided of them. */
export function PlayScreen() {
  const played = usePlayed()
  const { opened, mounted } = useOpen()
  useAnnounced(played)
  const { behavior, book, explained, noScenario } = played
  if (behavior === null) {
    return (
      <div class="play-empty">
        {noScenario && <p class="notice">The spec has no such example any more.</p>}
        <Beginning book={book}>
          <Elsewhere />
        </Beginning>
      </div>
    )
  }
  const known = [...opened.behaviors, ...mounted.behaviors].find(({ id }) => id === behavior)
  return (
    <div class="play" {...((explained !== null || opened.digest === null) && { 'data-ready': '' })}>
      <header class="play-head">
        <p class="soft">Playground</p>
        <h1>{known?.title ?? behavior}</h1>
        {known?.title != null && <code class="soft">{behavior}</code>}
      </header>
      <Situation played={played} />
      <Decided played={played} />
      <LayerStack played={played} />
    </div>
  )
}

function Decided({ played }: { readonly played: Played }) {
  const { explained, book, scenario, noScenario, behavior, facts, args } = played
  return (
    <div class="play-right">
      <Verdict played={played} />
      {noScenario && <p class="notice">The spec has no such example any more.</p>}
      {scenario !== null && <ScenarioShown scenario={scenario} />}
      {explained !== null && explained.decision.value !== null && (
        <>
          <Changes explained={explained} decision={explained.decision} />
          <Elsewhere />
          <Pipeline explained={explained} book={book} />
          <Taken explained={explained} />
          <Grid explained={explained} args={args} />
        </>
      )}
      <Instructions />
      <Taking behavior={behavior!} facts={facts} args={args} />
    </div>
  )
}
