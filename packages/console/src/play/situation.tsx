import { useState } from 'preact/hooks'
import { FactList } from '../app/fact-dialog.tsx'
import { useHouse, useOpen } from '../app/house.ts'
import { isTool } from './args.ts'
import { BehaviorChooser } from './behavior-chooser.tsx'
import type { Played } from './use-played.ts'

/** What is asked: which behavior, with which arguments, and what is so. */
export function Situation({ played }: { readonly played: Played }) {
  const { opened, mounted } = useOpen()
  const { behavior, explained } = played
  const sound = opened.digest === null ? mounted : opened
  const [more, setMore] = useState(false)
  const levels = [...new Set(sound.levels)]
  const turnsOn = new Set(explained?.facts.map(({ reading }) => reading.name))
  const asserted = new Set(played.facts.map(({ name }) => name))
  const matters = sound.facts.filter(({ name }) => turnsOn.has(name))
  const said = sound.facts.filter(({ name }) => !turnsOn.has(name) && asserted.has(name))
  const others = sound.facts.filter(({ name }) => !turnsOn.has(name) && !asserted.has(name))
  return (
    <section class="play-situation" aria-labelledby="play-situation-title">
      <h2 id="play-situation-title">Situation</h2>
      <BehaviorChooser chosen={behavior} />
      {behavior !== null && isTool(behavior) && <ToolArguments played={played} />}
      {behavior !== null && explained !== null && (
        <>
          <h3>What it turns on</h3>
          {matters.length === 0 ? (
            <p class="soft">No fact changes this decision.</p>
          ) : (
            <FactList facts={matters} levels={levels} />
          )}
          {said.length > 0 && (
            <>
              <h3>Said, and changes nothing here</h3>
              <FactList facts={said} levels={levels} />
            </>
          )}
          {others.length > 0 && (
            <details class="play-fold" open={more} onToggle={({ currentTarget }) => setMore(currentTarget.open)}>
              <summary>
                Other facts <span class="soft">{others.length}</span>
              </summary>
              {more && <FactList facts={others} levels={levels} />}
            </details>
          )}
        </>
      )}
    </section>
  )
}

function ToolArguments({ played: { writtenArgs, unreadableArgs } }: { readonly played: Played }) {
  const { go, place } = useHouse()
  return (
    <label class="play-args">
      Arguments of the call, as JSON
      <textarea
        rows={3}
        spellcheck={false}
        placeholder={'{"path": "notes.txt"}'}
        value={writtenArgs}
        aria-invalid={unreadableArgs}
        aria-describedby={unreadableArgs ? 'play-args-wrong' : undefined}
        onInput={({ currentTarget }) => go({ query: { ...place.query, args: currentTarget.value } }, 'replace')}
      />
      {unreadableArgs && (
        <span id="play-args-wrong" class="play-wrong">
          This is not a JSON object yet.
        </span>
      )}
    </label>
  )
}
