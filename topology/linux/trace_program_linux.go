package linux

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/btf"
)

// Where the fields of a record are. All are in the machine's own order.
const (
	recordAt     = 0  // u64, CLOCK_MONOTONIC in nanoseconds
	recordCookie = 8  // u64, the socket's
	recordNetns  = 16 // u32, the inode number of its namespace
	recordFrom   = 20 // u8, include/net/tcp_states.h
	recordTo     = 21 // u8; two octets of nothing follow
	recordLen    = 24
)

// traceProgram is what runs in the kernel at each change of a TCP socket's state:
// where the socket belongs to one of our namespaces it writes a record into a
// ring. In C:
//
//	SEC("tp_btf/inet_sock_set_state")
//	int trace(u64 *ctx)
//	{
//		struct sock *sk = (void *)ctx[0];
//		struct record r = {};
//		r.at = bpf_ktime_get_ns();
//		r.netns = sk->__sk_common.skc_net.net->ns.inum;
//		if (!bpf_map_lookup_elem(&namespaces, &r.netns))
//			return 0;
//		r.cookie = bpf_get_socket_cookie(sk);
//		r.from = ctx[1];
//		r.to = ctx[2];
//		bpf_ringbuf_output(&ring, &r, sizeof(r), BPF_RB_NO_WAKEUP);
//		return 0;
//	}
//
// It is assembled here, with the offsets that this kernel's own BTF gives, so that
// neither a compiler nor the kernel's headers are needed. Nobody is woken by it:
// who wants the records comes and reads them.
func traceProgram(at sockFields, namespaces, ring *ebpf.Map) asm.Instructions {
	const (
		ctx, sk  = asm.R6, asm.R7 // which calls leave alone
		record   = -recordLen     // on the stack
		noWakeup = 1              // BPF_RB_NO_WAKEUP, include/uapi/linux/bpf.h
	)
	return asm.Instructions{
		asm.Mov.Reg(ctx, asm.R1),
		asm.FnKtimeGetNs.Call(),
		asm.StoreMem(asm.RFP, record+recordAt, asm.R0, asm.DWord),

		asm.LoadMem(sk, ctx, 0, asm.DWord),
		asm.LoadMem(asm.R1, sk, at.net, asm.DWord),
		asm.LoadMem(asm.R1, asm.R1, at.inum, asm.Word),
		asm.StoreMem(asm.RFP, record+recordNetns, asm.R1, asm.Word),
		asm.LoadMapPtr(asm.R1, namespaces.FD()),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, record+recordNetns),
		asm.FnMapLookupElem.Call(),
		asm.JEq.Imm(asm.R0, 0, "out"),

		asm.Mov.Reg(asm.R1, sk),
		asm.FnGetSocketCookie.Call(),
		asm.StoreMem(asm.RFP, record+recordCookie, asm.R0, asm.DWord),
		asm.StoreImm(asm.RFP, record+recordFrom, 0, asm.Word),
		asm.LoadMem(asm.R1, ctx, 8, asm.DWord),
		asm.StoreMem(asm.RFP, record+recordFrom, asm.R1, asm.Byte),
		asm.LoadMem(asm.R1, ctx, 16, asm.DWord),
		asm.StoreMem(asm.RFP, record+recordTo, asm.R1, asm.Byte),

		asm.LoadMapPtr(asm.R1, ring.FD()),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, record),
		asm.Mov.Imm(asm.R3, recordLen),
		asm.Mov.Imm(asm.R4, noWakeup),
		asm.FnRingbufOutput.Call(),
		asm.Mov.Imm(asm.R0, 0).WithSymbol("out"),
		asm.Return(),
	}
}

// sockFields are the offsets that the program reads at.
type sockFields struct {
	net  int16 // in struct sock: the pointer to its struct net
	inum int16 // in struct net: the inode number
}

// kernelFields asks the kernel's BTF for the offsets.
func kernelFields() (f sockFields, err error) {
	types, err := btf.LoadKernelSpec()
	if err != nil {
		return f, err
	}
	for _, want := range []struct {
		in, path string
		to       *int16
	}{
		{"sock", "__sk_common.skc_net.net", &f.net},
		{"net", "ns.inum", &f.inum},
	} {
		var in *btf.Struct
		if err := types.TypeByName(want.in, &in); err != nil {
			return f, err
		}
		at, ok := offset(in, strings.Split(want.path, "."))
		if !ok {
			return f, fmt.Errorf("struct %s has no %s: %w", want.in, want.path, errors.ErrUnsupported)
		}
		*want.to = int16(at)
	}
	return f, nil
}

// offset is where a struct has a field of a field, in octets.
func offset(in btf.Type, path []string) (at uint32, ok bool) {
	if len(path) == 0 {
		return 0, true
	}
	if s, isStruct := btf.UnderlyingType(in).(*btf.Struct); isStruct {
		for _, m := range s.Members {
			if m.Name == path[0] {
				at, ok = offset(m.Type, path[1:])
				return m.Offset.Bytes() + at, ok
			}
		}
	}
	return 0, false
}
