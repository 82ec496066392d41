package wire

import (
	"strings"

	"reeve/kernel/errs"
	"reeve/modules/codes"
)

// ReceiptKinds are all kinds of receipts.
func ReceiptKinds() []ReceiptKind {
	return []ReceiptKind{Delivered, Classified, Registered, Opened, Answered, Erased, Refused_, Paused}
}

// Marshal writes the receipt once, for signing.
func (r Receipt) Marshal() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	b, err := Encode(r)
	if err == nil && len(b) > MaxReceipt {
		err = errs.New(errs.TooLarge, "wire.too_large", "max", MaxReceipt)
	}
	return b, err
}

// ParseReceipt reads a receipt whose signature holds.
func ParseReceipt(body []byte) (Receipt, error) {
	var r Receipt
	if err := Decode(body, MaxReceipt, &r); err != nil {
		return Receipt{}, err
	}
	if err := r.Check(); err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// Check tells all that is wrong with a receipt.
func (r Receipt) Check() error {
	var c checks
	c.version(r.Version)
	c.org("node", r.Node)
	c.digest("key", r.Key)
	c.digest("message", string(r.Message))
	c.number("item", int64(r.Item), 0, maxItems)
	one(&c, "kind", r.Kind, ReceiptKinds()...)
	c.instant("at", r.At)
	if r.Account != "" && !isCode(r.Account) {
		c.bad("account", "wire.code")
	}
	c.text("reason", r.Reason, 0, 1000)
	switch r.Kind {
	case Classified:
		one(&c, "detail", codes.Access(r.Detail), codes.Direct, codes.Indirect)
		if r.Reason == "" {
			c.bad("reason", "wire.missing")
		}
	case Refused_:
		c.word("detail", r.Detail, isCode, "wire.code")
	default:
		c.line("detail", r.Detail, 0, maxReference)
	}
	r.Log.check(&c)
	return c.err("receipt")
}

func (p Position) check(c *checks) {
	if !isOrigin(p.Origin) {
		c.bad("log.origin", "wire.origin")
	}
	c.number("log.epoch", p.Epoch, 1, maxNumber)
	c.number("log.index", p.Index, 0, maxNumber)
	c.digest("log.commitment", p.Commitment)
}

// isOrigin tells whether s can name a log in signed notes: no spaces, no plus.
func isOrigin(s string) bool {
	if s == "" || len(s) > 120 || strings.ContainsAny(s, "+") {
		return false
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
