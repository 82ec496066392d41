package id

import (
	"testing"
	"time"
)

func TestUUIDv7(t *testing.T) {
	early, late := At(time.UnixMilli(1000)), At(time.UnixMilli(2000))
	if !(early < late) {
		t.Errorf("ids are not ordered by time: %s, %s", early, late)
	}
	if got := New(); !IsUUID(got) || got[14] != '7' {
		t.Errorf("New() = %q", got)
	}
	for _, bad := range []string{"", "x", "0192b3c4-0000-7000-8000-00000000000G", "0192b3c40000-7000-8000-000000000000-"} {
		if IsUUID(bad) {
			t.Errorf("IsUUID(%q)", bad)
		}
	}
}

func TestParseRef(t *testing.T) {
	for in, want := range map[string]string{"abcde-01234": "ABCDE01234", "OIL00 00000": "0110000000"} {
		if got, ok := ParseRef(in); !ok || got != want {
			t.Errorf("ParseRef(%q) = %q, %v", in, got, ok)
		}
	}
	for _, bad := range []string{"", "ABCDE0123", "ABCDE0123U", "ABCDE012345"} {
		if got, ok := ParseRef(bad); ok {
			t.Errorf("ParseRef(%q) = %q", bad, got)
		}
	}
	if r := Ref(); len(r) != 10 {
		t.Errorf("Ref() = %q", r)
	}
}
