import { commandLine, offerCommand, quoted } from '../app/copying.ts'
import { useHouse } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { isEmpty } from '../place/draft.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { type PlayedCase, requestLine } from './request-line.ts'

/** The same question for the command line, and as a case. */
export function Taking(asked: PlayedCase) {
  const house = useHouse()
  const { behavior, args } = asked
  const { as } = house.place.lens
  const words = [
    ...['decide', '--behavior', quoted(behavior)],
    ...(args === undefined ? [] : ['--args', quoted(JSON.stringify(args))]),
    ...(as === null ? [] : ['--as', quoted(as)]),
  ]
  const command = () => commandLine(house, words)
  const line = requestLine(asked)
  offerCommand(command)
  const copyCase = () =>
    navigator.clipboard.writeText(line).then(
      () => house.tell('The case was copied: one line for bylaw decide --requests.'),
      () => house.tell('The browser does not let this page copy.'),
    )
  useKeys([{ keys: 'Mod+enter', does: 'Copy the situation as a case', run: copyCase }])
  return (
    <details class="play-part play-fold">
      <summary>
        <h2>Take it with you</h2>
      </summary>
      <h3>On the command line</h3>
      <p class="soft">
        {isEmpty(house.draft) ? '' : 'It writes the files of the draft beside the others, under names of their own. '}
        Run it in the folder of the <code>bylaw.yaml</code> that is served: paths are relative to it, and{' '}
        <code>bylaw serve</code> names it when it starts.
      </p>
      <Box text={command()} label="Command" />
      <h3>
        As a case for <code>bylaw decide --requests</code> <kbd>Ctrl Enter</kbd>
      </h3>
      <Box text={line} label="Case" />
    </details>
  )
}

function Box({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="play-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard as well */}
      <section class="play-code" aria-label={label} tabIndex={0}>
        <pre>{text}</pre>
      </section>
      <CopyButton text={text} label="Copy" />
    </div>
  )
}
