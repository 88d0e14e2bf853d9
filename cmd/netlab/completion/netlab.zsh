#compdef netlab
# zsh completion for netlab: netlab completion zsh > "${fpath[1]}/_netlab"
_netlab() {
    local -a candidates
    candidates=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${candidates[*]}" ]]; then
        compadd -a candidates
    else
        _files
    fi
}
if [[ "$funcstack[1]" == _netlab ]]; then
    _netlab "$@"
else
    compdef _netlab netlab
fi
