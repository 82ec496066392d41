package day

import (
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// Code is what the QR code of a nominated person says: the nomination's ref and a keyed hash of it. Nothing is stored.
func (d *Day) Code(nomination string) string {
	mac := d.Keys.MAC("practice.checkin", []byte(nomination))
	return nomination + "-" + strings.ToUpper(hex.EncodeToString(mac[:8]))
}

// refOf is the nomination of a code; false for one that was not made here.
func (d *Day) refOf(code string) (ref string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	ref, _, ok = strings.Cut(code, "-")
	return ref, ok && len(code) < 60 && subtle.ConstantTimeCompare([]byte(code), []byte(d.Code(ref))) == 1
}
