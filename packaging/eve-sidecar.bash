# bash completion: the program itself says what may come next.
_eve_sidecar() {
  local IFS=$'\n'
  mapfile -t COMPREPLY < <(compgen -W "$(eve-sidecar "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _eve_sidecar eve-sidecar
