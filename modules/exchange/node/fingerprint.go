package node

import (
	"crypto/sha256"
	"crypto/subtle"
	"math/big"
	"strings"

	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// Fingerprint is what two people compare before they trust a card: five groups of five digits (83 bits) of the node's
// name and the key that signs for it. All else on the card hangs on that key's signature.
func Fingerprint(c wire.Card) string {
	h := sha256.Sum256([]byte("reeve-fingerprint-v1\n" + string(c.Org) + "\n" + wire.KeyID(c.Current()) + "\n"))
	n := new(big.Int).SetBytes(h[:])
	digits := n.Mod(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(25), nil)).String()
	digits = strings.Repeat("0", 25-len(digits)) + digits
	var groups []string
	for i := 0; i < 25; i += 5 {
		groups = append(groups, digits[i:i+5])
	}
	return strings.Join(groups, " ")
}

// SameFingerprint compares what somebody typed with a card. Spaces, line ends, points and dashes between digits do not
// matter; anything else does.
func SameFingerprint(c wire.Card, typed string) error {
	var digits strings.Builder
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case strings.ContainsRune(" \t\r\n.-\u00a0\u2009\u2011\u2013", r):
		default:
			return errs.Bad("fingerprint", "node.fingerprint_form")
		}
	}
	if digits.Len() != 25 {
		return errs.Bad("fingerprint", "node.fingerprint_form")
	}
	want := strings.ReplaceAll(Fingerprint(c), " ", "")
	if subtle.ConstantTimeCompare([]byte(want), []byte(digits.String())) != 1 {
		return errs.New(errs.Forbidden, "node.fingerprint_differs")
	}
	return nil
}
