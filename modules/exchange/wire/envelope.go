package wire

import (
	"reeve/kernel/errs"
	"reeve/modules/codes"
)

const (
	maxRecipients = 64
	maxHeads      = 64
	maxItems      = 64
	maxRefused    = 32
	maxReference  = 200
	maxBasis      = 500
	maxNumber     = 1 << 53 // whole numbers that every reader of JSON keeps
)

// MaxSealed is the largest sealed item: a file, its head, a stanza for each recipient, the tags of age's chunks.
const MaxSealed = MaxFile + 2<<20

// Kinds are all kinds of messages.
func Kinds() []Kind {
	return []Kind{Request, Answer, Refusal, Spontaneous, Clarification, FollowUp, Withdrawal, Consent, Tightened, Correction,
		ErasureNotice, HitNotice, DelayNotice, KeyRevoked, ChannelClosed}
}

// answers tells whether a message of the kind makes sense only about another one.
func (k Kind) answers() bool {
	switch k {
	case Answer, Refusal, Clarification, Withdrawal, Consent, Tightened, Correction, ErasureNotice, DelayNotice:
		return true
	}
	return false
}

// Marshal writes the envelope once, for signing. What it gives, ParseEnvelope reads.
func (e Envelope) Marshal() ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if e.Heads == nil {
		e.Heads = []ID{}
	}
	if e.Items == nil {
		e.Items = []ItemRef{}
	}
	b, err := Encode(e)
	if err == nil && len(b) > MaxEnvelope {
		err = errs.New(errs.TooLarge, "wire.too_large", "max", MaxEnvelope)
	}
	return b, err
}

// ParseEnvelope reads an envelope whose signature holds.
func ParseEnvelope(body []byte) (Envelope, error) {
	var e Envelope
	if err := Decode(body, MaxEnvelope, &e); err != nil {
		return Envelope{}, err
	}
	if err := e.Check(); err != nil {
		return Envelope{}, err
	}
	return e, nil
}

// Check tells all that is wrong with an envelope.
func (e Envelope) Check() error {
	var c checks
	c.version(e.Version)
	c.word("nonce", e.Nonce, isNonce, "wire.nonce")
	c.org("sender", e.Sender)
	c.digest("key", e.Key)
	c.number("epoch", e.Epoch, 1, maxNumber)
	e.checkRecipients(&c)
	c.instant("written", e.Written)
	e.checkPlace(&c)
	e.checkLaw(&c)
	e.checkItems(&c)
	return c.err("envelope")
}

func (e Envelope) checkRecipients(c *checks) {
	if len(e.Recipient) == 0 {
		c.bad("recipients", "wire.no_recipients")
		return
	}
	if !c.count("recipients", len(e.Recipient), maxRecipients) {
		return
	}
	seen := map[Org]bool{}
	to := false
	for i, r := range e.Recipient {
		c.org(at("recipients", i, ".org"), r.Org)
		if r.Org == e.Sender {
			c.bad(at("recipients", i, ".org"), "wire.sender_among")
		}
		if seen[r.Org] {
			c.bad(at("recipients", i, ".org"), "wire.twice", "value", string(r.Org))
		}
		seen[r.Org] = true
		one(c, at("recipients", i, ".role"), r.Role, To, Copy)
		to = to || r.Role == To
		c.number(at("recipients", i, ".n"), r.N, 1, maxNumber)
		c.line(at("recipients", i, ".unit"), r.Unit, 0, maxReference)
	}
	if !to {
		c.bad("recipients", "wire.only_copies")
	}
}

func (e Envelope) checkPlace(c *checks) {
	c.word("case", e.Case, isCode, "wire.code")
	one(c, "kind", e.Kind, Kinds()...)
	if e.AnswerTo != "" {
		c.digest("answer_to", string(e.AnswerTo))
	} else if e.Kind.answers() {
		c.bad("answer_to", "wire.missing")
	}
	c.line("own_ref", e.OwnRef, 1, maxReference)
	c.line("their_ref", e.TheirRef, 0, maxReference)
	if c.count("heads", len(e.Heads), maxHeads) {
		ids(c, "heads", e.Heads)
	}
	c.number("lamport", e.Lamport, 1, maxNumber)
}

func ids(c *checks, field string, list []ID) {
	seen := map[ID]bool{}
	for i, h := range list {
		c.digest(at(field, i, ""), string(h))
		if seen[h] {
			c.bad(at(field, i, ""), "wire.twice", "value", string(h))
		}
		seen[h] = true
	}
}

func (e Envelope) checkLaw(c *checks) {
	if e.Urgency != "" || e.Kind == Request {
		one(c, "urgency", e.Urgency, codes.Urgent, codes.Ordinary)
	}
	if e.Urgency == codes.Urgent {
		one(c, "ground", e.Ground, codes.Grounds()...)
	} else {
		c.none("ground", e.Ground != "", "urgency")
	}
	one(c, "route", e.Route, codes.SPOC, codes.Authority)
	c.word("profile", e.Profile, isCode, "wire.code")
	c.line("basis", e.Basis, 1, maxBasis)
	c.line("crime_area", e.CrimeArea, 0, maxReference)
	c.word("lang", e.Lang, isLang, "wire.lang")
	one(c, "classification", e.Classification, codes.Classifications()...)
	if e.EuropolCopy != nil {
		c.line("europol_copy.reason", e.EuropolCopy.Reason, 1, maxBasis)
	}
	if e.OtherChannel != nil {
		c.word("other_channel.name", e.OtherChannel.Name, isCode, "wire.code")
		c.line("other_channel.id", e.OtherChannel.ID, 0, maxReference)
	}
	c.date("expected", e.Expected)
	c.none("expected", e.Expected != "" && e.Kind != DelayNotice, "kind")
	e.checkRefusal(c)
}

func (e Envelope) checkRefusal(c *checks) {
	c.none("partial", e.Partial && e.Kind != Answer, "kind")
	if e.Kind != Refusal && e.Kind != Answer {
		c.none("refusal", len(e.Refusal) > 0, "kind")
		return
	}
	if e.Kind == Refusal && len(e.Refusal) == 0 {
		c.bad("refusal", "wire.missing")
	}
	if !c.count("refusal", len(e.Refusal), maxRefused) {
		return
	}
	for i, r := range e.Refusal {
		one(c, at("refusal", i, ".ground"), r.Ground, codes.Refusals()...)
		c.line(at("refusal", i, ".as_far_as"), r.AsFarAs, 0, maxBasis)
		c.line(at("refusal", i, ".reference"), r.Reference, 0, maxReference)
		if e.Kind == Answer && r.AsFarAs == "" {
			c.bad(at("refusal", i, ".as_far_as"), "wire.missing")
		}
	}
}

func (e Envelope) checkItems(c *checks) {
	if !c.count("items", len(e.Items), maxItems) {
		return
	}
	for i, it := range e.Items {
		if it.N != i+1 {
			c.bad(at("items", i, ".n"), "wire.order", "want", i+1)
		}
		it.check(c, at("items", i, ""))
	}
}

func (r ItemRef) check(c *checks, field string) {
	c.digest(field+".digest", r.Digest)
	c.number(field+".size", r.Size, 1, MaxSealed)
	want := 0
	if r.Size > ChunkSize && r.Size <= MaxSealed {
		want = int((r.Size + ChunkSize - 1) / ChunkSize)
	}
	if len(r.Chunks) != want {
		c.bad(field+".chunks", "wire.chunks", "want", want)
		return
	}
	for i, d := range r.Chunks {
		c.digest(at(field+".chunks", i, ""), d)
	}
}

// Recipients are the organisations that the items are sealed for, in the envelope's order.
func (e Envelope) Recipients() []Org {
	all := make([]Org, len(e.Recipient))
	for i, r := range e.Recipient {
		all[i] = r.Org
	}
	return all
}

// For is the recipient's line of an organisation.
func (e Envelope) For(o Org) (Recipient, bool) {
	for _, r := range e.Recipient {
		if r.Org == o {
			return r, true
		}
	}
	return Recipient{}, false
}

// Binding is what item n of the envelope must begin with.
func (e Envelope) Binding(n int) Binding {
	return Binding{Sender: e.Sender, Recipients: e.Recipients(), Nonce: e.Nonce, N: n}
}
