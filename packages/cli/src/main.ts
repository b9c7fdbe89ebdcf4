/**
 * What does a spec say, and how does one serve it? The `bylaw` command: thin, every verb calls one function of one
 * package. It ends with 0 when all is well, 1 when it found what it looks for, 2 on wrong use or unreadable input.
 */
import { CommanderError } from 'commander'
import { RefusedPolicy, WrongUse } from './failure.ts'
import { note } from './output.ts'
import { createProgram } from './program.ts'

// Whoever reads the output may stop reading; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  note(`cannot write the output: ${error.message}`)
  process.exit(2)
})

try {
  await createProgram((code) => {
    process.exitCode = code
  }).parseAsync()
} catch (error) {
  process.exitCode = await exitCodeOf(error)
}

async function exitCodeOf(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof RefusedPolicy) {
    const { reportRefusal } = await import('./report.ts')
    reportRefusal(error, process.argv.includes('--json'))
  } else if (error instanceof WrongUse) note(error.message)
  else console.error(error)
  return 2
}
