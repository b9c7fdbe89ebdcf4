import type { Answer, Example, Turn } from '@bylaw/core'
import { Link } from '../app/link.tsx'
import { partsOf, stretchesOf, unwrapped } from './dialogue.ts'
import { domId } from './inline.tsx'
import type { PieceScope } from './pieces.tsx'

interface ExampleProps {
  readonly id: string
  readonly example: Example
  readonly scope: PieceScope
}

/** A dialogue, and how it may and may not be answered. */
export function ExamplePiece({ id, example, scope }: ExampleProps) {
  const { title, notes } = example
  const count = id.replace('ex-', '')
  return (
    <details class="spec-example" id={domId(scope.entry, id)} open>
      <summary>
        <span class="spec-chip-kind">Example {count}</span> <span class="spec-example-title">{title}</span>
      </summary>
      <div class="spec-dialogue">
        {partsOf(example).map((part, place) =>
          part.kind === 'answers' ? (
            <div key={place} class="spec-answers">
              {part.answers.map((answer) => (
                <AnswerBox key={`${answer.line}:${answer.column}`} answer={answer} />
              ))}
            </div>
          ) : part.answer?.grade ? (
            <AnswerBox key={place} answer={part.answer} />
          ) : (
            <TurnBox key={place} turn={part.turn} />
          ),
        )}
        {notes.map((note) => (
          <pre key={note} class="spec-code spec-setting">
            {note}
          </pre>
        ))}
      </div>
      {scope.playable && (
        <p class="spec-try">
          <Link
            to={{ screen: 'play', query: { example: `${scope.entry}~${count}` } }}
            aria-label={`Try this example: ${title}`}
          >
            Try this example
          </Link>
        </p>
      )}
    </details>
  )
}

function TurnBox({ turn }: { readonly turn: Turn }) {
  return (
    <div class={`spec-turn spec-turn-${turn.role}`}>
      <p class="spec-role">
        {roles[turn.role] ?? turn.role} <Attributes turn={turn} />
      </p>
      <Said turn={turn} />
    </div>
  )
}

const roles: Readonly<Record<string, string>> = {
  system: 'System',
  developer: 'Developer',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  untrusted_text: 'Somewhere else',
  untrusted: 'Somewhere else',
}

function Attributes({ turn: { attributes } }: { readonly turn: Turn }) {
  return (
    <>
      {Object.entries(attributes).map(([name, value]) => (
        <code key={name} class="soft">
          {name}={value}
        </code>
      ))}
    </>
  )
}

function Said({ turn }: { readonly turn: Turn }) {
  return (
    <>
      {stretchesOf(turn).map(({ quoted, text }, place) =>
        quoted ? (
          <div key={place} class="spec-quoted">
            <p class="spec-label">Quoted text, without authority</p>
            <p class="spec-said">{unwrapped(text)}</p>
          </div>
        ) : (
          <p key={place} class="spec-said">
            {unwrapped(text)}
          </p>
        ),
      )}
    </>
  )
}

const grades = {
  good: ['✓', 'Good answer'],
  bad: ['✕', 'Bad answer'],
  ok: ['○', 'Acceptable answer'],
  none: ['·', 'Answer'],
} as const

function AnswerBox({ answer }: { readonly answer: Answer }) {
  const grade = answer.grade ?? 'none'
  const [shape, word] = grades[grade]
  return (
    <div class={`spec-answer spec-answer-${grade}`} data-grade={grade}>
      <p class="spec-grade">
        <span class="spec-grade-shape" aria-hidden="true">
          {shape}
        </span>
        {word} <Attributes turn={answer} />
      </p>
      <Said turn={answer} />
      {answer.why !== null && <p class="spec-why">{answer.why}</p>}
    </div>
  )
}
