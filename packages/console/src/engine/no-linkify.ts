/** Stands in for `linkify-it` in the page: core never has markdown-it look for bare addresses, so the engine need not carry what would. */
export class LinkifyIt {}
