#!/usr/bin/env bash
# Writes a file as the one comment of this workflow on a pull request: the first time anew, later over itself.
#
#   comment.sh FILE
#
# GITHUB_REPOSITORY, PULL_REQUEST (its number) and GH_TOKEN are taken from the environment.
set -euo pipefail

file=${1:?the text of the comment}
: "${GITHUB_REPOSITORY:?}" "${PULL_REQUEST:?}"
[[ $PULL_REQUEST =~ ^[0-9]+$ ]] || { echo "comment: not a number: $PULL_REQUEST" >&2; exit 2; }
mark='<!-- bylaw-review -->'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ echo "$mark"; cat "$file"; } >"$body"

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
ours=".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$mark\"))) | .id"
id=$(gh api --paginate "$comments" --jq "$ours" | head -n 1)
if [ -n "$id" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F "body=@$body" --silent
else
  gh api --method POST "$comments" -F "body=@$body" --silent
fi
