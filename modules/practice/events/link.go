package events

import (
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// Purposes of links: a token of one is none of another.
const (
	linkSeat   = "seat"   // what a nominated person opens
	linkInvite = "invite" // what an invited organisation opens
)

// token is what an address names a record by that only its reader may open: its ref and a keyed hash of ref and purpose.
// Nothing is stored; a link ends with what it is about.
func (v *Events) token(purpose, ref string) string {
	mac := v.Keys.MAC("practice.link", []byte(purpose+"\n"+ref))
	return ref + "-" + hex.EncodeToString(mac[:16])
}

// refOf is the ref of a token; false for one that was not made here for this purpose.
func (v *Events) refOf(purpose, token string) (ref string, ok bool) {
	ref, _, ok = strings.Cut(token, "-")
	return ref, ok && len(token) < 100 && v.sameToken(token, v.token(purpose, ref))
}

// sameToken compares in constant time.
func (v *Events) sameToken(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
