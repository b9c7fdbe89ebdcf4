import MarkdownIt from 'markdown-it'
import { readOnce } from './read-once.ts'

const parser = new MarkdownIt()

readOnce((text) => parser.parse(text, {}).length)
