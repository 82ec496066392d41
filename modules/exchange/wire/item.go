package wire

import (
	"mime"
	"slices"

	"reeve/kernel/errs"
	"reeve/modules/codes"
)

// MaxHead is the longest head of an item.
const MaxHead = 64 << 10

// ItemTypes are all types of items.
func ItemTypes() []ItemType { return []ItemType{Text, Person, Vehicle, Document, Object, File, Act} }

// Binding is what ties an item to its envelope.
type Binding struct {
	Sender     Org
	Recipients []Org // in the envelope's order
	Nonce      string
	N          int
}

// Binding is what the head says that the item belongs to.
func (h ItemHead) Binding() Binding {
	return Binding{h.Sender, h.Recipients, h.Nonce, h.N}
}

func (b Binding) equal(o Binding) bool {
	return b.Sender == o.Sender && slices.Equal(b.Recipients, o.Recipients) && b.Nonce == o.Nonce && b.N == o.N
}

// Marshal writes the head as one line, without the line's end.
func (h ItemHead) Marshal() ([]byte, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	b, err := Encode(h)
	if err == nil && len(b) > MaxHead {
		err = errs.New(errs.TooLarge, "wire.too_large", "max", MaxHead)
	}
	return b, err
}

// ParseItemHead reads a head.
func ParseItemHead(line []byte) (ItemHead, error) {
	var h ItemHead
	if err := Decode(line, MaxHead, &h); err != nil {
		return ItemHead{}, err
	}
	if err := h.Check(); err != nil {
		return ItemHead{}, err
	}
	return h, nil
}

// Check tells all that is wrong with a head.
func (h ItemHead) Check() error {
	var c checks
	c.org("sender", h.Sender)
	if len(h.Recipients) == 0 {
		c.bad("recipients", "wire.no_recipients")
	}
	if c.count("recipients", len(h.Recipients), maxRecipients) {
		for i, o := range h.Recipients {
			c.org(at("recipients", i, ""), o)
			if o == h.Sender {
				c.bad(at("recipients", i, ""), "wire.sender_among")
			}
			if slices.Contains(h.Recipients[:i], o) {
				c.bad(at("recipients", i, ""), "wire.twice", "value", string(o))
			}
		}
	}
	c.word("nonce", h.Nonce, isNonce, "wire.nonce")
	c.number("n", int64(h.N), 1, maxItems)
	one(&c, "type", h.Type, ItemTypes()...)
	c.line("title", h.Title, 0, 300)
	if m, _, err := mime.ParseMediaType(h.Media); err != nil || len(h.Media) > 200 || m == "" {
		c.bad("media", "wire.media")
	}
	c.number("size", h.Size, 0, MaxFile)
	h.checkCodes(&c)
	c.text("purpose", h.Purpose, 0, 1000)
	c.date("review_by", h.ReviewBy)
	if c.count("provenance", len(h.Origin), 64) {
		for i, p := range h.Origin {
			c.org(at("provenance", i, ".org"), p.Org)
			if p.Message != "" {
				c.digest(at("provenance", i, ".message"), string(p.Message))
			}
			c.number(at("provenance", i, ".item"), int64(p.Item), 0, maxItems)
			c.line(at("provenance", i, ".note"), p.Note, 0, 500)
		}
	}
	return c.err("item")
}

// checkCodes: information carries a handling code; the provider's grade and fact or assessment where it says so.
func (h ItemHead) checkCodes(c *checks) {
	if len(h.Handling) == 0 {
		c.bad("handling", "wire.missing")
	}
	for i, code := range h.Handling {
		one(c, at("handling", i, ""), code, codes.Handlings()...)
		if slices.Contains(h.Handling[:i], code) {
			c.bad(at("handling", i, ""), "wire.twice", "value", string(code))
		}
	}
	if h.Grade != "" && !h.Grade.Valid() {
		c.bad("grade", "wire.grade")
	}
	if h.Basis != "" {
		one(c, "basis", h.Basis, codes.Fact, codes.Assessment)
	}
	h3 := slices.Contains(h.Handling, codes.H3)
	if h3 && h.Restrict == nil {
		c.bad("restriction", "wire.missing")
	}
	if h.Restrict == nil {
		return
	}
	c.none("restriction", !h3, "handling")
	checkRestriction(c, "restriction", *h.Restrict)
}

func checkRestriction(c *checks, field string, r codes.Restriction) {
	c.date(field+".expires", r.Expires)
	c.date(field+".delete_by", r.DeleteBy)
	c.text(field+".note", r.Note, 0, 1000)
	if c.count(field+".recipients", len(r.Recipients), maxRecipients) {
		for i, s := range r.Recipients {
			c.line(at(field+".recipients", i, ""), s, 1, maxReference)
		}
	}
	if r.Expires == "" && r.DeleteBy == "" && r.Note == "" && len(r.Recipients) == 0 {
		c.bad(field, "wire.missing")
	}
}
