package node

import (
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Begins tells whether a message begins a case, as far as it says so itself: it is about no message before it.
func Begins(e wire.Envelope) bool {
	switch e.Kind {
	case wire.KeyRevoked, wire.ChannelClosed:
		return false
	}
	return e.AnswerTo == ""
}

// Permit tells whether a message may pass, and if not, why. Of a channel that has ended only what is about an earlier
// message passes; whether that message is known is for the store to say.
func (c Channel) Permit(e wire.Envelope, now time.Time) error {
	if now.Before(c.From) {
		return errs.New(errs.Forbidden, "node.channel_not_yet", "at", wire.FormatInstant(c.From.UTC()))
	}
	if !c.InForce(now) && Begins(e) {
		return errs.New(errs.Forbidden, "node.channel_ended", "at", wire.FormatInstant(c.End().UTC()))
	}
	if !e.Classification.Within(c.Classification) {
		return errs.New(errs.Forbidden, "node.over_classification", "got", words(e.Classification), "max", words(c.Classification))
	}
	if !c.Allows.area(e.CrimeArea) {
		return errs.New(errs.Forbidden, "node.area_not_allowed", "area", e.CrimeArea)
	}
	for _, r := range e.Recipient {
		if !c.Allows.unit(r.Unit) {
			return errs.New(errs.Forbidden, "node.unit_not_allowed", "unit", r.Unit)
		}
	}
	limit := wire.SealedLimit(c.MaxFile, len(e.Recipient))
	for _, it := range e.Items {
		if it.Size > limit {
			return errs.New(errs.Forbidden, "node.file_over_limit", "item", it.N, "max", c.MaxFile)
		}
	}
	return nil
}

// words are what a classification is called in the reader's language.
func words(c codes.Classification) i18n.Key { return i18n.Key("codes.classification." + string(c)) }

// PermitItem tells whether an item may pass, once its head is known: the exact size of its content.
func (c Channel) PermitItem(h wire.ItemHead) error {
	if h.Size > c.MaxFile {
		return errs.New(errs.Forbidden, "node.file_over_limit", "item", h.N, "max", c.MaxFile)
	}
	return nil
}
