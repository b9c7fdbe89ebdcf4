import { Argument, Command, Option } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addLift, addWouldHave } from './gateway-program.ts'
import { addLedger, addReport } from './ledger-program.ts'
import { collect, type Done, example, json } from './options.ts'
import { visible } from './output.ts'

/** The command line: verbs and options. What a verb does is loaded when it is called. */
export function createProgram(done: Done): Command {
  const program = new Command('bylaw')
    .description('Turns a written behaviour spec into a permission system for AI.')
    .version(manifest.version, '-V, --version')
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .exitOverride()
    .addHelpText('after', example('bylaw init', 'bylaw check spec.md operator.md', 'bylaw serve'))
  for (const add of [
    addCheck,
    addOutline,
    addDecide,
    addMatrix,
    addEnvelope,
    addProve,
    addDiff,
    addCompose,
    addInit,
    addServe,
    addSite,
    addLift,
    addWouldHave,
    addLedger,
    addReport,
    addLsp,
  ])
    add(program, done)
  return program
}

const oneLine = (text: string): string => {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
  return `bylaw: ${visible(line)}\n`
}

const format = (other: string): Option =>
  new Option('--format <format>', 'how to print it').choices(['text', 'json', other])

const facts = (): Option =>
  new Option('--fact <name=value@level...>', 'what somebody says of the situation; repeatable').argParser(collect)

/** @param several whether one option takes several files, as a shell expands them; not where files are arguments, too */
function withLayers(command: Command, several = true): Command {
  const more = several ? '...' : ''
  return command
    .addOption(new Option(`--spec <file${more}>`, 'a root file; repeatable, in order').argParser(collect))
    .addOption(new Option(`--layer <level=file${more}>`, 'a layer at a level; repeatable, in order').argParser(collect))
    .addOption(
      new Option(`--mandate <file${more}>`, 'what a subagent was handed; repeatable, each below the last').argParser(
        collect,
      ),
    )
}

function addCheck(program: Command, done: Done): void {
  withLayers(program.command('check'), false)
    .description('diagnostics: syntax, references, types, refused statements, suspicious ones')
    .argument(
      '[files...]',
      'files at the level each states, at root where it states none; or a folder with a bylaw.yaml',
    )
    .option('--deep', 'also what only shows when all layers and situations are taken together, with an edit')
    .option('--strict', 'warnings count as errors')
    .addOption(format('sarif'))
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw check spec.md operator.md',
        'bylaw check --spec spec.md --layer user=user.md --deep',
        'bylaw check spec.md operator.md --format sarif > bylaw.sarif',
      ),
    )
    .action(async (files, options) => done(await (await import('./verbs/check.ts')).check(files, options)))
}

function addOutline(program: Command, done: Done): void {
  program
    .command('outline')
    .description('sections, authorities, examples and behaviors of one file')
    .argument('<file>')
    .addOption(json())
    .addHelpText('after', example('bylaw outline spec.md --json'))
    .action(async (file, options) => done((await import('./verbs/outline.ts')).outline(file, options)))
}

function addDecide(program: Command, done: Done): void {
  withLayers(program.command('decide'))
    .description('one decision, explained; or many, as JSON lines')
    .option('--behavior <id>', 'what to decide')
    .addOption(facts())
    .option('--args <json>', 'the arguments of a tool call, as a JSON object')
    .option('--as <level>', 'the level of whoever reads the explanation')
    .option('--requests <file>', 'one JSON object a line, answered in order; - reads standard input')
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw decide --spec spec.md --layer developer=operator.md --behavior drug-information \\',
        '    --fact user.age_group=adult@developer',
        'bylaw decide --spec spec.md --requests requests.jsonl',
      ),
    )
    .action(async (options) => done(await (await import('./verbs/decide.ts')).decide(options)))
}

function addMatrix(program: Command, done: Done): void {
  withLayers(program.command('matrix'))
    .description('who may change what: the on/off matrix of every behavior')
    .option(
      '--as <level>',
      'only what concerns this level: what it may do, who decided above it, what it could ask for',
    )
    .addOption(facts())
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw matrix --spec spec.md --layer developer=operator.md',
        'bylaw matrix --spec spec.md --as user --fact user.age_group=adult@developer',
      ),
    )
    .action(async (options) => done((await import('./verbs/matrix.ts')).matrixVerb(options)))
}

function addEnvelope(program: Command, done: Done): void {
  withLayers(program.command('envelope'))
    .description('the loosest outcome that any words below could reach')
    .option('--below <level>', 'every level below this one may say anything; default: those where nothing is mounted')
    .option('--mounted-only', 'nobody says anything but what is mounted')
    .addOption(new Option('--behavior <id...>', 'only these, in every situation').argParser(collect))
    .option('--want <value>', 'the fewest words by which weaker levels could choose this value of one behavior')
    .option('--by <level>', 'with --want: who says them')
    .addOption(facts())
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw envelope --spec spec.md --layer developer=operator.md',
        'bylaw envelope --spec spec.md --below developer --behavior drug-information',
        'bylaw envelope --spec spec.md --behavior drug-information --want detailed --by developer',
      ),
    )
    .action(async (options) => done((await import('./verbs/envelope.ts')).envelopeVerb(options)))
}

function addProve(program: Command, done: Done): void {
  withLayers(program.command('prove'))
    .description('every invariant: proved over all situations, or a counterexample')
    .option('--below <level>', 'every level below this one may say anything; default: those where nothing is mounted')
    .option('--mounted-only', 'nobody says anything but what is mounted')
    .option('--strict', 'undecided counts as refuted')
    .addOption(json())
    .addHelpText('after', example('bylaw prove --spec spec.md --layer developer=operator.md'))
    .action(async (options) => done((await import('./verbs/prove.ts')).proveVerb(options)))
}

function addDiff(program: Command, done: Done): void {
  withLayers(program.command('diff'), false)
    .description('which decisions change, in which situations; not which words')
    .argument('[versions...]', 'the older and the newer file of one layer, or two folders with a bylaw.yaml each')
    .option('--level <level>', 'the level of the two files, beside the rest of the stack; default: root')
    .option('--deployment <name>', 'of two folders: only this deployment; default: all that both have')
    .addOption(new Option('--old-spec <file>', 'without files: the older root files').argParser(collect))
    .addOption(new Option('--old-layer <level=file>', 'without files: the older layers').argParser(collect))
    .option('--where <condition>', 'only situations in which this condition over facts holds')
    .addOption(new Option('--fail-on <direction>', 'exit 1 only on such changes').choices(['looser', 'tighter']))
    .option('--strict', 'with --fail-on: exit 1, too, where not every situation was looked at')
    .addOption(format('markdown'))
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw diff spec.md spec-2.md',
        'bylaw diff --spec spec.md --level developer operator.md operator-2.md',
        'bylaw diff before/ after/ --deployment clinic --format markdown',
        `bylaw diff spec.md spec-2.md --where 'user.age_group == "under_18"' --fail-on looser`,
      ),
    )
    .action(async (files, options) => done(await (await import('./verbs/diff.ts')).diffVerb(files, options)))
}

function addCompose(program: Command, done: Done): void {
  withLayers(program.command('compose'))
    .description('the instructions a model would be given')
    .addOption(facts())
    .option('--reader <level>', 'whose requests the model answers', 'user')
    .addOption(
      new Option('--prose <which>', 'sections to include').choices(['relevant', 'all', 'none']).default('relevant'),
    )
    .addOption(json())
    .addHelpText('after', example('bylaw compose --spec spec.md --layer developer=operator.md'))
    .action(async (options) => done((await import('./verbs/compose.ts')).composeVerb(options)))
}

function addInit(program: Command, done: Done): void {
  program
    .command('init')
    .description('write a commented operator.md and bylaw.yaml to start from')
    .addArgument(new Argument('[folder]', 'where to write them').default('.'))
    .option('--force', 'write over files that are there')
    .addOption(json())
    .addHelpText('after', example('bylaw init my-assistant'))
    .action(async (folder, options) => done((await import('./verbs/init.ts')).init(folder, options)))
}

function addServe(program: Command, done: Done): void {
  program
    .command('serve')
    .description('serve chat completions under a spec')
    .option('--config <file>', 'the configuration; default ./bylaw.yaml, else the packaged one')
    .addOption(json())
    .addHelpText('after', example('bylaw serve --config bylaw.yaml'))
    .action(async (options) => done(await (await import('./verbs/serve.ts')).serve(options)))
}

function addSite(program: Command, done: Done): void {
  program
    .command('site')
    .description('write the console as files: a spec to read and try in any browser, without a server')
    .argument('<spec...>', 'root files, in order')
    .requiredOption('-o, --output <folder>', 'where to write it: a new or empty folder, or an earlier site')
    .addOption(new Option('--layer <level=file>', 'a layer at a level; repeatable, in order').argParser(collect))
    .addOption(
      new Option(
        '--operator <name=file>',
        'one more stack to choose, with this layer at developer; repeatable',
      ).argParser(collect),
    )
    .option('--title <text>', 'of the site; default: what the spec states')
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw site spec.md -o site',
        'bylaw site spec.md -o site --operator clinic=clinic.md --operator shop=shop.md',
      ),
    )
    .action(async (specs, options) => done(await (await import('./verbs/site.ts')).site(specs, options)))
}

function addLsp(program: Command, done: Done): void {
  program
    .command('lsp')
    .description('answer an editor on standard input and output (Language Server Protocol)')
    .option('--stdio', 'what editors say; it is the only way')
    .addHelpText('after', example('bylaw lsp'))
    .action(async () => done(await (await import('./verbs/lsp.ts')).lsp()))
}
