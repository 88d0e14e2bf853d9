package event

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"netlab/hooks/segment"
)

// packet reads the packet's bytes and its history, and checks that seg says
// what the bytes say.
func (r *reader) packet(in *line, e *Event) error {
	most := uint64(r.order.n) + maxPacketAhead
	if uint64(max(in.Packet, in.Origin)) > most {
		return under("packet", fmt.Errorf("wanted a number that a run can have reached, saw %d", max(in.Packet, in.Origin)))
	}
	if in.Stream != nil {
		if e.Info.Stream = *in.Stream + 1; e.Info.Stream == 0 {
			return under("stream", fmt.Errorf("wanted a smaller number, saw %d", *in.Stream))
		}
	}
	if !e.Kind.ofPacket() {
		if in.Seg != nil || in.Raw != "" {
			return under("seg", fmt.Errorf("wanted no packet in an event of kind %s, saw one", e.Kind))
		}
		return nil
	}
	if err := r.bytes(in, e); err != nil {
		return under("raw", err)
	}
	if in.Seg == nil {
		return under("seg", errors.New("wanted what the packet says, saw none"))
	}
	e.Seg = segment.Decode(r.framing, e.Raw)
	return under("seg", r.history(in, e))
}

func (r *reader) bytes(in *line, e *Event) error {
	known := r.packets[e.Packet]
	switch {
	case e.Packet == 0:
		return errors.New("wanted a packet's number beside it, saw none")
	case known == nil && in.Raw == "":
		return fmt.Errorf("wanted the bytes of packet %d, which no earlier event has, saw none", e.Packet)
	case known != nil && in.Raw != "":
		return fmt.Errorf("wanted the bytes of packet %d once, saw them again", e.Packet)
	case known == nil:
		raw, err := base64.StdEncoding.Strict().DecodeString(in.Raw)
		if err != nil || strings.ContainsAny(in.Raw, "\r\n") {
			return fmt.Errorf("wanted base64, saw %q", clip(in.Raw))
		}
		known = raw
		r.packets[e.Packet] = raw
	}
	e.Raw = known
	return nil
}

// history reads what seg says beyond the packet's bytes.
func (r *reader) history(in *line, e *Event) error {
	var seg segLine
	if err := r.decode(in.Seg, &seg); err != nil {
		return err
	}
	if seg.RSeq != nil {
		e.Info.RSeq, e.Info.Known = *seg.RSeq, KnownSeq
	}
	if seg.RAck != nil {
		e.Info.RAck, e.Info.Known = *seg.RAck, e.Info.Known|KnownAck
	}
	if err := e.Info.Role.UnmarshalText([]byte(seg.Role)); err != nil {
		return under("role", err)
	}
	e.Info.Roles = alone(e.Info.Role)
	if seg.Roles != nil {
		e.Info.Roles = 0
		for _, name := range *seg.Roles {
			role, ok := ParseRole(name)
			if !ok {
				return under("roles", unknown("a role", name, RoleNames()))
			}
			e.Info.Roles = e.Info.Roles.With(role)
		}
	}
	e.Info.Retransmit = seg.Retransmit
	r.seg = appendSeg(r.seg[:0], &e.Seg, &e.Info, e.Raw)
	if bytes.Equal(r.seg, in.Seg) {
		return nil
	}
	return r.differ(&seg)
}

// differ finds where seg says something else than the packet's bytes. There
// need not be such a place: the keys may stand in another order.
func (r *reader) differ(seg *segLine) error {
	var want segLine
	if err := r.decode(r.seg, &want); err != nil {
		return err
	}
	w, s := reflect.ValueOf(want), reflect.ValueOf(*seg)
	for i := range w.NumField() {
		if !reflect.DeepEqual(w.Field(i).Interface(), s.Field(i).Interface()) {
			key, _ := tagOf(w.Type().Field(i))
			return under(key, fmt.Errorf("wanted %s, which the packet's bytes say, saw %s", shown(w.Field(i)), shown(s.Field(i))))
		}
	}
	return nil
}

func shown(v reflect.Value) string {
	if v.IsZero() {
		return "none"
	}
	b, err := appendReflect(nil, v)
	if err != nil {
		return "?"
	}
	return clip(string(b))
}
