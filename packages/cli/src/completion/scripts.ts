/**
 * What makes a shell ask `filewharf __complete -- WORDS` for words. It answers a line each, `value<tab>description`, and last a line that
 * begins with a colon: `:files` for files of this machine, `:nospace` when more of the word may follow, `:` for nothing more.
 *
 * Names of files on the server come through here, and they are anybody's: none of these scripts evaluates a word, which the usual
 * `compgen -W` and `eval` do.
 */
export const completionScripts = {
  // Bash cuts words at = and : and completes only what is behind; it is asked for whole words here, and what it has is cut off again.
  bash: String.raw`# bash completion for filewharf
# Sets line to the word, so that the shell reads it as this word and nothing else, also behind the quote that piece begins with.
_filewharf_quote() {
  line=$1
  case $piece in
    \'*) line=${'$'}{line//\'/"'\\''"} ;;
    \"*) line=$(printf '%s' "$line" | sed 's/[\\"$${'`'}]/\\&/g') ;;
    *) line=$(printf '%q' "$line") ;;
  esac
}
_filewharf() {
  local i typed= piece rest=${'$'}{COMP_LINE:0:COMP_POINT} line directive=
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=${'$'}{COMP_WORDS[i]}
    if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
      words+=("$piece")
      typed=
    else
      typed=${'$'}{words[${'$'}{#words[@]}-1]}
      words[${'$'}{#words[@]}-1]=$typed$piece
    fi
    rest=${'$'}{rest#"${'$'}{rest%%[![:space:]]*}"}
    rest=${'$'}{rest#"$piece"}
  done
  if [[ $piece == [=:]* ]]; then typed+=$piece; piece=; fi
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=$line ;;
      *) _filewharf_quote "${'$'}{line%%$'\t'*}"; COMPREPLY+=("${'$'}{line#"$typed"}") ;;
    esac
  done < <(filewharf __complete --shell bash -- "${'$'}{words[@]:1}" 2>/dev/null)
  case $directive in
    :files)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$piece")
      ;;
    :nospace) compopt -o nospace 2>/dev/null ;;
  esac
}
complete -F _filewharf filewharf
`,
  zsh: String.raw`#compdef filewharf
# zsh completion for filewharf
_filewharf() {
  local line directive value
  local -a described
  while IFS= read -r line; do
    if [[ $line == :* ]]; then
      directive=$line
    else
      value=${'$'}{line%%$'\t'*}
      described+=("${'$'}{value//:/\\:}:${'$'}{line#*$'\t'}")
    fi
  done < <(filewharf __complete --shell zsh -- "${'$'}{(@Q)words[2,$CURRENT]}" 2>/dev/null)
  case $directive in
    :files) _files ;;
    :nospace) _describe -t words filewharf described -S '' ;;
    *) _describe -t words filewharf described ;;
  esac
}
if [[ $funcstack[1] == _filewharf ]]; then _filewharf "$@"; else compdef _filewharf filewharf; fi
`,
  fish: String.raw`# fish completion for filewharf
function __filewharf_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (filewharf __complete --shell fish -- $words[2..-1] 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':*'
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c filewharf -f -a '(__filewharf_complete)'
`,
  pwsh: String.raw`# PowerShell completion for filewharf
Register-ArgumentCompleter -Native -CommandName filewharf -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() } })
  if ($wordToComplete -eq '') { $words += '' }
  filewharf __complete --shell pwsh '--' @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
    $value, $description = $_ -split "${'`'}t", 2
    # PowerShell ends a text at any of several quotes, so it has to do the quoting itself.
    $text = if ($value -match '^[\w/.:+-]+$') { $value } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value) + "'" }
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
  }
}
`,
} as const;

export type Shell = keyof typeof completionScripts;

export const shells = Object.keys(completionScripts) as readonly Shell[];
