package segment

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
)

// Text, the octets that it stands for, and what String writes, where that is not
// the text itself.
var optionTexts = []struct{ text, hex, written string }{
	{"", "", ""},
	{"mss 1460", "020405b4", ""},
	{"mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7", "020405b4 0402 080a0000000100000000 01 030307", ""},
	{"nop,nop,TS val 4294967295 ecr 2", "0101080affffffff00000002", ""},
	{"nop,nop,sack 2 {1:1001}{2001:3001}", "0101 0512 00000001000003e9 000007d100000bb9", ""},
	{"<nop, nop, sack 1:1001 2001:3001>", "0101 0512 00000001000003e9 000007d100000bb9", "nop,nop,sack 2 {1:1001}{2001:3001}"},
	{"sackOK,eol", "04020000", ""},
	{"sackOK", "04020000", "sackOK,eol"},
	{"wscale 0xe", "03030e00", "wscale 14,eol"},
	{"tfo cookiereq,nop,nop", "22020101", ""},
	{"FO", "22020000", "tfo cookiereq,eol"},
	{"FO 01020304,eol", "2206010203040000", "tfo cookie 01020304,eol"},
	{"uto 30s", "1c04001e", ""},
	{"uto 5min", "1c048005", ""},
	{"unknown-254 0xf989", "fe04f989", ""},
	{"unknown-253,nop,nop", "fd020101", ""},
	{"unknown-2 0x05,nop", "02030501", ""}, // an MSS of one octet
	{"raw 0x02ff0000", "02ff0000", ""},     // a length past the end
	{"mss 1460,raw 0x0200ffff", "020405b40200ffff", ""},
	{"eol,raw 0x010000", "00010000", ""}, // not zero behind the end
	{"nop,nop,nop,eol,raw 0x00000000", "0101010000000000", ""},
}

func TestOptionText(t *testing.T) {
	for _, c := range optionTexts {
		o, err := ParseOptions(c.text)
		if err != nil {
			t.Error(err)
			continue
		}
		if got, want := o.Bytes(), unhex(t, c.hex); !bytes.Equal(got, want) {
			t.Errorf("%s: got %x, want %x", c.text, got, want)
		}
		want := c.written
		if want == "" {
			want = c.text
		}
		if got := o.String(); got != want {
			t.Errorf("%x is written %q, want %q", o.Bytes(), got, want)
		}
	}
}

func TestOptionsRead(t *testing.T) {
	o, err := ParseOptions("mss 1400,sackOK,wscale 9,uto 3s,tfo cookie 0102030405060708,unknown-99 0x01")
	if err != nil {
		t.Fatal(err)
	}
	if o.Has != HasMSS|HasSACKOK|HasWScale|HasUserTimeout|HasFastOpen || o.MSS != 1400 || o.WScale != 9 || o.UserTimeout != 3 ||
		o.CookieLen != 8 || o.Cookie[7] != 8 || o.Unknown != 1 {
		t.Errorf("got %+v", o)
	}
	o, _ = ParseOptions("sack 1:2 3:4 5:6 7:8")
	if want := [4]Block{{1, 2}, {3, 4}, {5, 6}, {7, 8}}; o.SACKs != 4 || o.SACK != want {
		t.Errorf("SACK %v", o.SACK)
	}
	for text, problem := range map[string]Problem{
		"02040001": 0, "00ffffff": 0, "fe02": 0,
		"0203": BadOptions, "020301": BadOptions, "02": BadOptions, "0200": BadOptions, "0809ffffffffffffff": BadOptions, "0502": BadOptions,
	} {
		b, _ := hex.DecodeString(text)
		if _, got := DecodeOptions(b); got != problem {
			t.Errorf("%s: problem %q, want %q", text, got, problem)
		}
	}
}

func TestOptionsRelative(t *testing.T) {
	o, _ := ParseOptions("sack 1 {1001:2001}")
	if got := string(AppendOptions(nil, o.Bytes(), 1000)); got != "sack 1 {1:1001},eol" {
		t.Errorf("got %q", got)
	}
}

func TestEachOption(t *testing.T) {
	var kinds []uint8
	for o := range EachOption(unhex(t, "01 020405b4 0402 00 0402")) {
		kinds = append(kinds, o.Kind)
	}
	if want := []uint8{kindNOP, kindMSS, kindSACKOK}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	f, raw := capture(t, "syn")
	s := Decode(f, raw)
	if n := testing.AllocsPerRun(100, func() {
		for o := range EachOption(s.OptionBytes(raw)) {
			kinds[0] = o.Kind
		}
		if o, p := s.Options(raw); p != 0 || o.MSS != 1460 || o.WScale != 7 {
			t.Errorf("options %+v, problem %q", o, p)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestOptionErrors(t *testing.T) {
	for text, want := range map[string]struct {
		at   int
		says string
	}{
		"mss":                               {3, "saw the end"},
		"mss 1460 sackOK":                   {9, "wanted a comma"},
		"mss 65536":                         {4, "0 to 65535"},
		"wscale 256":                        {7, "0 to 255"},
		"wscal 7":                           {0, "did you mean wscale?"},
		"mss 1,,":                           {6, "wanted a TCP option"},
		"TS val 1":                          {8, "TS val N ecr N"},
		"sack":                              {4, "wanted 1 blocks"},
		"sack 2 {1:2}":                      {12, "wanted 2 blocks"},
		"sack 1:2 3:4 5:6 7:8 9:10":         {4, "4 blocks"},
		"sack 1 {1:2":                       {11, "wanted }"},
		"tfo cookie 0102":                   {11, "4 to 16"},
		"tfo cookie xyz":                    {11, "hexadecimal"},
		"uto 40000s":                        {4, "32767s"},
		"uto 5h":                            {4, "5min"},
		"TS val 99999999999999999999 ecr 1": {7, "0 to 4294967295"},
		"unknown-1":                         {0, "no TCP option"},
		"raw 0x0":                           {4, "two digits each"},
		"<mss 1":                            {6, "put a >"},
		"<mss 1> x":                         {8, "nothing behind"},
		"TS val 1 ecr 1,TS val 1 ecr 1,TS val 1 ecr 1,TS val 1 ecr 1,nop": {60, "room for 40"},
	} {
		_, err := ParseOptions(text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: error %v, want a SyntaxError", text, err)
			continue
		}
		if syntax.Offset != want.at || !strings.Contains(syntax.Reason, want.says) {
			t.Errorf("%q: offset %d, %s; want %d, %q", text, syntax.Offset, syntax.Reason, want.at, want.says)
		}
	}
}
