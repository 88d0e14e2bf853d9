# fish completion for netlab: netlab completion fish > ~/.config/fish/completions/netlab.fish
function __netlab_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c netlab -a '(__netlab_complete)'
