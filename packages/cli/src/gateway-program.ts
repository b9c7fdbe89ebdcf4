import { type Command, Option } from 'commander'
import { collect, type Done, example, json } from './options.ts'

/** `bylaw lift` */
export function addLift(program: Command, done: Done): void {
  program
    .command('lift')
    .description('what a prompt amounts to: statements to accept, what it leaves alone, what it tries and may not')
    .argument(
      '<prompt>',
      "an operator's system prompt, or an AGENTS.md; stands before --spec, which takes several files",
    )
    .addOption(new Option('--spec <file...>', 'a root file; repeatable, in order').argParser(collect))
    .addOption(
      new Option('--layer <level=file...>', 'a layer that is mounted already; repeatable, in order').argParser(collect),
    )
    .option('--level <level>', 'the level that the prompt speaks at', 'developer')
    .option('--judge <name>', 'the model that reads it: a judge of the configuration')
    .option('--config <file>', 'with --judge: the configuration; default ./bylaw.yaml')
    .option('--model <name>', 'the model that reads it, at --url')
    .option('--url <address>', 'with --model: its base address, such as http://127.0.0.1:11434/v1')
    .addOption(
      new Option('--format <format>', 'with --model: how it is spoken to; default: openai-chat').choices([
        'openai-chat',
        'openai-responses',
        'anthropic-messages',
      ]),
    )
    .option('--key-env <variable>', 'with --model: the environment variable that holds its key')
    .option('--proposal <file>', 'what was proposed before, as --json printed it; no model is asked')
    .option('--accept <which>', 'all, or the numbers of statements in the proposal, such as 1,3')
    .option('-o, --output <file>', 'write the layer: the prompt, and the statements that are accepted')
    .addOption(json())
    .addHelpText(
      'after',
      example(
        'bylaw lift prompt.md --spec spec.md',
        'bylaw lift prompt.md --spec spec.md --model llama3.1 --url http://127.0.0.1:11434/v1 --json > proposal.json',
        'bylaw lift prompt.md --spec spec.md --proposal proposal.json',
        'bylaw lift prompt.md --spec spec.md --proposal proposal.json --accept 1,3 -o operator.md',
      ),
    )
    .action(async (prompt, options) => done(await (await import('./verbs/lift.ts')).liftVerb(prompt, options)))
}

/** `bylaw would-have` */
export function addWouldHave(program: Command, done: Done): void {
  program
    .command('would-have')
    .description('what enforcement would have done to the traffic that was observed')
    .option('--config <file>', 'the configuration that was served; default ./bylaw.yaml')
    .option('--deployment <name>', 'only this one; default: each')
    .option('--since <time>', 'only what began then or later, such as 2026-01-31 or 2026-01-31T12:00:00Z')
    .option('--store <folder>', 'the folder of the ledger, without a configuration')
    .addOption(json())
    .addHelpText(
      'after',
      example('bylaw would-have --config bylaw.yaml', 'bylaw would-have --deployment clinic --since 2026-01-31 --json'),
    )
    .action(async (options) => done(await (await import('./verbs/would-have.ts')).wouldHaveVerb(options)))
}
