package wire

import (
	"slices"

	"reeve/kernel/errs"
	"reeve/modules/codes"
)

// Acting is an item of type act: what a consent, restriction, correction or erasure message does, to which item of which
// message. It travels sealed; the envelope's kind says only that something of the sort was done.
type Acting struct {
	Version  int                `json:"v"`
	Act      ActKind            `json:"act"`
	Message  ID                 `json:"message"`
	Item     int                `json:"item"`               // 0 = all items of the message
	Use      codes.Use          `json:"use,omitempty"`      // of consent: for what
	For      []Org              `json:"for,omitempty"`      // of consent to forward: to whom
	Until    string             `json:"until,omitempty"`    // of a grant: civil date, the last day on which it counts
	Handling []codes.Handling   `json:"handling,omitempty"` // of tighten: the codes from now on
	Restrict *codes.Restriction `json:"restriction,omitempty"`
	With     int                `json:"with,omitempty"` // of correct: the item of this message that replaces the other; 0 = the reason says all
	Reason   string             `json:"reason,omitempty"`
}

// ActKind is what an Acting does.
type ActKind string

const (
	Ask      ActKind = "ask"      // may we …?
	Grant    ActKind = "grant"    // you may
	Deny     ActKind = "deny"     // you may not
	Withdraw ActKind = "withdraw" // you may no longer
	Tighten  ActKind = "tighten"  // stricter codes for what you have
	Correct  ActKind = "correct"  // what we told you was wrong: Directive (EU) 2016/680 art. 7(3) and 16
	Erase    ActKind = "erase"    // what we told you has to go
)

// acts are what the messages of a kind may do.
func acts(k Kind) []ActKind {
	switch k {
	case Consent:
		return []ActKind{Ask, Grant, Deny, Withdraw}
	case Tightened:
		return []ActKind{Tighten}
	case Correction:
		return []ActKind{Correct}
	case ErasureNotice:
		return []ActKind{Erase}
	}
	return nil
}

// Fits tells whether an act belongs into a message of the kind.
func (a Acting) Fits(k Kind) error {
	if !slices.Contains(acts(k), a.Act) {
		return errs.New(errs.Invalid, "wire.act_kind", "act", string(a.Act), "kind", string(k))
	}
	return nil
}

// ConsentUses are the uses that consent can be asked for.
func ConsentUses() []codes.Use {
	return []codes.Use{codes.UseForward, codes.UseCourt, codes.UseExport, codes.UsePrint, codes.UseHit, codes.UseKeep}
}

// Check tells all that is wrong with an act.
func (a Acting) Check() error {
	var c checks
	c.version(a.Version)
	one(&c, "act", a.Act, Ask, Grant, Deny, Withdraw, Tighten, Correct, Erase)
	c.digest("message", string(a.Message))
	c.number("item", int64(a.Item), 0, maxItems)
	consent := slices.Contains(acts(Consent), a.Act)
	if consent {
		one(&c, "use", a.Use, ConsentUses()...)
	} else {
		c.none("use", a.Use != "", "act")
	}
	c.none("for", len(a.For) > 0 && a.Use != codes.UseForward, "use")
	if a.Use == codes.UseForward && len(a.For) == 0 {
		c.bad("for", "wire.missing")
	}
	if c.count("for", len(a.For), maxRecipients) {
		for i, o := range a.For {
			c.org(at("for", i, ""), o)
			if slices.Contains(a.For[:i], o) {
				c.bad(at("for", i, ""), "wire.twice", "value", string(o))
			}
		}
	}
	c.none("until", a.Until != "" && a.Act != Grant, "act")
	c.date("until", a.Until)
	a.checkCodes(&c)
	c.none("with", a.With != 0 && a.Act != Correct, "act")
	c.number("with", int64(a.With), 0, maxItems)
	need := 0
	if a.Act != Grant && a.Act != "" {
		need = 1
	}
	c.text("reason", a.Reason, need, 2000)
	return c.err("act")
}

func (a Acting) checkCodes(c *checks) {
	if a.Act != Tighten {
		c.none("handling", len(a.Handling) > 0, "act")
		c.none("restriction", a.Restrict != nil, "act")
		return
	}
	if len(a.Handling) == 0 {
		c.bad("handling", "wire.missing")
	}
	for i, code := range a.Handling {
		one(c, at("handling", i, ""), code, codes.Handlings()...)
		if slices.Contains(a.Handling[:i], code) {
			c.bad(at("handling", i, ""), "wire.twice", "value", string(code))
		}
	}
	if h3 := slices.Contains(a.Handling, codes.H3); h3 != (a.Restrict != nil) {
		c.bad("restriction", "wire.missing")
	}
	if a.Restrict != nil {
		checkRestriction(c, "restriction", *a.Restrict)
	}
}
