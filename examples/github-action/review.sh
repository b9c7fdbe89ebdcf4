#!/usr/bin/env bash
# Checks a folder with a bylaw.yaml, and tells which decisions change since a revision.
#
#   review.sh BASE OUT [FOLDER]
#
# BASE    the revision to compare with; the folder as checked out is the newer version
# OUT     where bylaw.sarif, comment.md and verdict.txt are written
# FOLDER  holds bylaw.yaml, below the root of the repository; default: the root
#
# BYLAW       the command, default: npx --no-install bylaw
# FAIL_WHERE  a condition over facts: where it holds, nothing may get looser
# STRICT      where set, what could not be looked at in every situation counts as looser
#
# Ends with 0 when all is well, 1 when there is an error or something got looser that must not, 2 when it can't tell.
set -uo pipefail

base=${1:?the revision to compare with}
out=${2:?where to write}
folder=${3:-.}
read -ra bylaw <<<"${BYLAW:-npx --no-install bylaw}"

fail() {
  echo "review: $1" >&2
  exit 2
}

# 0 and 1 are answers; everything else is none.
answered() {
  "$@"
  local code=$?
  [ "$code" -le 1 ] || fail "no answer from: $*"
  return "$code"
}

cd "$(git rev-parse --show-toplevel)" || fail 'this is no git repository'
mkdir -p "$out" || fail "cannot write to $out"
older=$(mktemp -d) || fail 'no temporary folder'
trap 'rm -rf "$older"' EXIT
commit=$(git rev-parse --verify --quiet --end-of-options "$base^{commit}") || fail "no such revision: $base"
git archive "$commit" | tar -x -C "$older" || fail "cannot read $base"
# What a package manager installed is in no revision: both versions see the one that is there.
if [ -d node_modules ] && [ ! -e "$older/node_modules" ]; then ln -s "$PWD/node_modules" "$older/node_modules"; fi

verdict=0
answered "${bylaw[@]}" check "$folder" --deep --format sarif >"$out/bylaw.sarif" || verdict=1

if [ ! -f "$older/$folder/bylaw.yaml" ]; then
  echo '## Bylaw: a new stack, with nothing to compare it with' >"$out/comment.md"
else
  answered "${bylaw[@]}" diff "$older/$folder" "$folder" --format markdown >"$out/comment.md" || true
  if [ -n "${FAIL_WHERE:-}" ]; then
    gate=(diff "$older/$folder" "$folder" --where "$FAIL_WHERE" --fail-on looser ${STRICT:+--strict})
    if ! answered "${bylaw[@]}" "${gate[@]}" --format markdown >"$out/gate.md"; then
      verdict=1
      {
        printf '\n\n## What must not get looser did, or could not be told\n\n'
        tail -n +2 "$out/gate.md"
      } >>"$out/comment.md"
    fi
  fi
fi

if ! grep -q '"results":\[\]' "$out/bylaw.sarif"; then
  printf '\n\n`bylaw check` has findings: see the files that this changes.\n' >>"$out/comment.md"
fi
echo "$verdict" >"$out/verdict.txt"
exit "$verdict"
