package lab

// Word is an entry in a table of words: what a file may say, what it means, and
// what is done about it. The manual is printed from it.
type Word struct {
	Name    string
	Does    string // one sentence
	Example string // as a line of a lab file
	Params  []Param
}

// Param finds a parameter of the word; nil if it has none of that name.
func (w *Word) Param(name string) *Param {
	for i := range w.Params {
		if w.Params[i].Name == name {
			return &w.Params[i]
		}
	}
	return nil
}

// StepWord is a word that a program may use.
type StepWord struct {
	Word
	start func(*program, *Step) // begins the step on the loop
}

// What many steps take.
var (
	sockParam   = Param{Name: "sock", Type: SocketName, Doc: "the socket; left out: the last one that fits"}
	asParam     = Param{Name: "as", Type: AnyText, Doc: "a name for the new socket"}
	resultParam = Param{Name: "result", Type: Errno, List: true, Doc: "the result that is expected: ok (left out), any, or errnos' names; another one fails the lab and ends the program"}
	withinParam = Param{Name: "within", Type: Duration, Doc: "give up after this long, with EAGAIN"}
	labelParam  = Param{Name: "label", Type: AnyText, Doc: "a name for the step, for others to wait for: program.label"}
	nowaitParam = Param{Name: "nowait", Type: Flag, Doc: "do not block: EAGAIN or EINPROGRESS at once"}
	protoParam  = Param{Name: "proto", Type: OneOf, Words: []string{"tcp", "udp"}, Doc: "tcp (left out) or udp"}
)

// whenParams are the ways to say when: for wait, and for those who act later.
var whenParams = []Param{
	{Name: "for", Type: Duration, Main: true, Doc: "this long"},
	{Name: "at", Type: Duration, Doc: "until this moment of the run"},
	{Name: "state", Type: StateExpr, Doc: "until a state: of the socket (ESTABLISHED), or an expression (server.state == CLOSE-WAIT)"},
	{Name: "packet", Type: MatchExpr, Doc: "until a packet that matches has passed the desk"},
	{Name: "nth", Type: Number, Doc: "with packet: the nth one from now; left out: 1"},
	{Name: "from", Type: HostName, Doc: "with packet: from this host"},
	{Name: "to", Type: HostName, Doc: "with packet: to this host"},
	{Name: "delivered", Type: Flag, Doc: "with packet, true: until it was handed to its receiver, and all that follows at once"},
	{Name: "acked", Type: Flag, Doc: "true: until all that was sent on the socket is acknowledged, a FIN too (SND.UNA = SND.NXT, and nothing queued)"},
	{Name: "step", Type: ProgramStep, Doc: "until another program has come past its step of that label"},
}

// Steps is what a program may do, in the order of the manual. It is filled by
// init because what the words do asks the table in turn.
var Steps []StepWord

func init() { Steps = stepWords() }

func stepWords() []StepWord {
	return []StepWord{
		{Word{"bind", "bind a socket to a local address", `bind: ":5000"`, []Param{
			{Name: "to", Type: Address, Main: true, Must: true, Doc: "ADDRESS:PORT or :PORT; port 0 lets the stack choose"}, protoParam,
			{Name: "sock", Type: SocketName, Doc: "left out: the one that setsockopt has just made, or a new one"}, asParam, resultParam, labelParam}}, startBind},
		{Word{"listen", "listen for connections; binds first if the socket is not bound", `listen: 80`, []Param{
			{Name: "on", Type: Address, Main: true, Doc: "a port, :PORT or ADDRESS:PORT"},
			{Name: "backlog", Type: Number, Doc: "how many connections may wait to be accepted; left out: 128"},
			sockParam, asParam, resultParam, labelParam}}, startListen},
		{Word{"accept", "take the next connection from a listener, waiting for one", `accept`, []Param{
			{Name: "sock", Type: SocketName, Main: true, Doc: "the listener; left out: the last one"}, asParam, nowaitParam, withinParam, resultParam, labelParam}}, startAccept},
		{Word{"connect", "open a connection and wait until it is established or has failed", `connect: "server:80"`, []Param{
			{Name: "to", Type: Address, Main: true, Must: true, Doc: "HOST:PORT"}, protoParam,
			{Name: "sock", Type: SocketName, Doc: "left out: the one that bind or setsockopt has just made, or a new one"},
			asParam, nowaitParam, withinParam, resultParam, labelParam}}, startConnect},
		{Word{"send", "send a text, or so many octets", `send: hello`, []Param{
			{Name: "text", Type: AnyText, Main: true, Doc: "what to send"},
			{Name: "bytes", Type: Number, Doc: "how many octets to send, of a pattern that is checked where they arrive"},
			{Name: "fill", Type: AnyText, Doc: "with bytes: the character to send instead of the pattern"},
			{Name: "to", Type: Address, Doc: "where a UDP datagram goes, if the socket is not connected"},
			{Name: "urgent", Type: Flag, Doc: "true: with MSG_OOB, which makes its last octet urgent; netstack cannot: EOPNOTSUPP"},
			sockParam, nowaitParam, withinParam, resultParam, labelParam}}, startSend},
		{Word{"recv", "receive: once, so many octets, or until the peer has finished", `recv: {until: eof}`, []Param{
			{Name: "bytes", Type: Number, Main: true, Doc: "go on until so many octets have come; left out: what there is, at least one"},
			{Name: "until", Type: OneOf, Words: []string{"eof"}, Doc: "go on until the peer has finished (recv returns 0)"},
			{Name: "text", Type: AnyText, Doc: "what must have come"},
			{Name: "urgent", Type: Flag, Doc: "true: the urgent octet (MSG_OOB), out of its turn. It does not wait: EINVAL where none was announced or it was read, or with SO_OOBINLINE; EAGAIN where it is announced and not here yet; EOPNOTSUPP on netstack"},
			sockParam, nowaitParam, withinParam, resultParam, labelParam}}, startRecv},
		{Word{"shutdown", "finish sending (wr), receiving (rd) or both, and keep the socket", `shutdown: wr`, []Param{
			{Name: "how", Type: OneOf, Words: []string{"wr", "rd", "rdwr"}, Main: true, Doc: "left out: wr"}, sockParam, resultParam, labelParam}}, startShutdown},
		{Word{"close", "close a socket", `close`, []Param{
			{Name: "sock", Type: SocketName, Main: true, Doc: "left out: the last one"}, resultParam, labelParam}}, startClose},
		{Word{"abort", "reset a connection (close with SO_LINGER on and 0 seconds)", `abort`, []Param{
			{Name: "sock", Type: SocketName, Main: true, Doc: "left out: the last one"}, resultParam, labelParam}}, startAbort},
		{Word{"setsockopt", "set a socket option by its real name; without a socket yet, on the one that the next bind, listen or connect will use", `setsockopt: {option: TCP_NODELAY, value: 1}`, []Param{
			{Name: "option", Type: OptionName, Must: true, Doc: "SO_LINGER, TCP_USER_TIMEOUT, ... TCP_QUEUE_SEQ, before connect, is the number that the connection begins with: on the kernel, 1 to 4294967295, by TCP_REPAIR; on netstack by the time that its maker of initial numbers is shown. Of what a listener takes in, netstack's alone can be chosen: hosts: {server: {set: {netstack: {tcp_queue_seq: 1}}}}"},
			{Name: "value", Type: AnyText, Main: true, Must: true, Doc: "a number, on, off, or a name"}, protoParam, sockParam, asParam, resultParam, labelParam}}, startSetsockopt},
		{Word{"getsockopt", "read a socket option by its real name", `getsockopt: {option: SO_ERROR, value: ECONNRESET}`, []Param{
			{Name: "option", Type: OptionName, Main: true, Must: true, Doc: "SO_ERROR, TCP_INFO, SO_RCVBUF, ..."},
			{Name: "value", Type: AnyText, Doc: "what must be read"}, sockParam, resultParam, labelParam}}, startGetsockopt},
		{Word{"wait", "wait for a time, a state, a packet, an acknowledgement, or another program", `wait: {state: "client.state == TIME-WAIT"}`,
			append(whenParams[:len(whenParams):len(whenParams)], sockParam, withinParam, labelParam)}, startWait},
		{Word{"inject", "put a crafted segment on the wire, as if its sender had written it", `inject: {segment: "R 1001:1001(0)", to: server}`, []Param{
			{Name: "segment", Type: Pattern, Main: true, Must: true, Doc: "in packetdrill's notation; numbers are relative to the connection"},
			{Name: "from", Type: HostName, Doc: "whose address it bears; left out: this host"},
			{Name: "to", Type: HostName, Doc: "where it goes; left out: the connection's other end"},
			sockParam, labelParam}}, startInject},
		{Word{"crash", "take a host down as a power cut does: no word to anybody, all connections gone", `crash: server`, []Param{
			{Name: "host", Type: HostName, Main: true, Doc: "left out: this host"}, labelParam}}, startCrash},
		{Word{"reboot", "start a host that has crashed", `reboot: server`, []Param{
			{Name: "host", Type: HostName, Main: true, Doc: "left out: this host"}, labelParam}}, startReboot},
		{Word{"unplug", "take a wire apart: what is on it is lost", `unplug: wire1`, []Param{
			{Name: "wire", Type: WireName, Main: true, Doc: "left out: the only one"}, labelParam}}, startUnplug},
		{Word{"plug", "join a wire that was unplugged", `plug: wire1`, []Param{
			{Name: "wire", Type: WireName, Main: true, Doc: "left out: the only one"}, labelParam}}, startPlug},
		{Word{"rule", "set a rule on or off", `rule: {name: loss, set: off}`, []Param{
			{Name: "name", Type: RuleName, Main: true, Must: true, Doc: "the rule's name, or its number"},
			{Name: "set", Type: OneOf, Words: []string{"on", "off"}, Must: true, Doc: "on or off"}, labelParam}}, startRule},
		{Word{"note", "put a remark into the record", `note: {en: "The server is gone.", zh: "服务器不见了。"}`, []Param{
			{Name: "en", Type: AnyText, Main: true, Doc: "in English"}, {Name: "zh", Type: AnyText, Doc: "in Chinese"}, labelParam}}, startNote},
		{Word{"exec", "run a program of the machine's own inside this host, its packets on the host's wires, and wait until it has ended; for hosts of the kernel's, and only with --allow-exec", `exec: [curl, "-s", "http://server/"]`, []Param{
			{Name: "command", Type: AnyText, Main: true, Must: true, List: true, Doc: "the program, found as PATH says, and its arguments, which no shell reads; it knows the lab's hosts by their names"},
			{Name: "status", Type: ExitStatus, Doc: "the exit status that is expected: 0 (left out), another, or any; another one fails the lab and ends the lab's program"},
			{Name: "text", Type: AnyText, Doc: "what must stand somewhere in what it writes to stdout and stderr"},
			{Name: "background", Type: Flag, Doc: "true: go on at once. It is ended when the run ends, and nobody asks how it went"},
			{Name: "within", Type: Duration, Doc: "end it after this long, which fails the lab"}, labelParam}}, startExec},
	}
}

// FindStep is the table's entry for a word; nil if there is none.
func FindStep(name string) *StepWord {
	for i := range Steps {
		if Steps[i].Name == name {
			return &Steps[i]
		}
	}
	return nil
}
