package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/audit"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Check reads a file and checks everything in it. The error is about reading; what does not hold is in the report.
func Check(b []byte) (Report, error) {
	var f File
	if len(b) > MaxFile {
		return Report{}, errs.New(errs.TooLarge, "wire.too_large", "max", MaxFile)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Report{}, errs.Wrap(err, errs.Invalid, "evidence.no_file")
	}
	if _, err := d.Token(); err != io.EOF || f.Format != Format {
		return Report{}, errs.New(errs.Invalid, "evidence.no_file")
	}
	c := &check{File: f, cards: map[wire.Org]wire.Card{}}
	c.Report.Message = f.Message
	c.readCards()
	if c.readEnvelope() {
		for i, r := range f.Receipts {
			c.receipt(i+1, r)
		}
		for i, a := range f.Acts {
			c.act(i+1, a)
		}
	}
	return c.Report, nil
}

// check is the state of one Check.
type check struct {
	File
	Report   Report
	cards    map[wire.Org]wire.Card // the newest of each node
	envelope wire.Envelope
	names    map[wire.ID]bool // the message's
}

// readCards checks each card by its own key, and that newer ones go on from older ones.
func (c *check) readCards() {
	said := map[wire.Org]bool{}
	for _, text := range c.Cards {
		card, signed, err := wire.OpenCard([]byte(text))
		if err != nil {
			c.Report.add(false, "evidence.card_bad", "why", why(err))
			continue
		}
		old, known := c.cards[card.Org]
		switch {
		case !known:
			c.cards[card.Org] = card
		case card.Serial <= old.Serial:
		case signed.SignedBy(old.Current()) != nil && !said[card.Org]:
			said[card.Org] = true
			c.Report.add(false, "evidence.card_chain", "node", string(card.Org))
		default:
			c.cards[card.Org] = card
		}
	}
	for org, card := range c.cards {
		c.Report.add(true, "evidence.card", "node", string(org), "name", node.NameIn(card.Names, "en"), "fingerprint", node.Fingerprint(card))
	}
}

// signed reads a signed text of a type and checks it with a key of its node's card.
func (c *check) signed(text, typ string, by wire.Org) (wire.Signed, error) {
	s, err := wire.ParseSigned([]byte(text))
	if err != nil {
		return s, err
	}
	if s.Type != typ {
		return s, errs.New(errs.Invalid, "wire.other_type", "want", typ, "got", s.Type)
	}
	card, ok := c.cards[by]
	if !ok {
		return s, errs.New(errs.NotFound, "evidence.card_missing", "node", string(by))
	}
	_, key, ok := card.Key(s.Key)
	if !ok {
		return s, errs.New(errs.Forbidden, "node.unknown_key")
	}
	return s, s.Verify(key)
}

// readEnvelope checks the envelope and those that were signed anew: they are the same message.
func (c *check) readEnvelope() bool {
	read := func(text string) (wire.ID, wire.Envelope, error) {
		s, err := wire.ParseSigned([]byte(text))
		if err != nil {
			return "", wire.Envelope{}, err
		}
		e, err := wire.ParseEnvelope(s.Body)
		if err == nil {
			_, err = c.signed(text, "envelope", e.Sender)
		}
		return s.ID(), e, err
	}
	name, e, err := read(c.Envelope)
	if err == nil && name != c.Message {
		err = errs.New(errs.Invalid, "delivery.changed_envelope")
	}
	if err != nil {
		return c.Report.add(false, "evidence.envelope_bad", "why", why(err))
	}
	c.envelope, c.names = e, map[wire.ID]bool{name: true}
	c.Report.add(true, "evidence.envelope", "message", string(name), "sender", string(e.Sender), "case", e.Case, "kind", string(e.Kind), "n", len(e.Items))
	for _, text := range c.Anew {
		name, again, err := read(text)
		if err == nil && (again.Sender != e.Sender || again.Nonce != e.Nonce) {
			err = errs.New(errs.Forbidden, "wire.other_message")
		}
		if err != nil {
			c.Report.add(false, "evidence.envelope_bad", "why", why(err))
			continue
		}
		c.names[name] = true
		c.Report.add(true, "evidence.anew", "message", string(name))
	}
	return true
}

func (c *check) receipt(n int, r Receipt) {
	s, err := wire.ParseSigned([]byte(r.Signed))
	var w wire.Receipt
	if err == nil {
		w, err = wire.ParseReceipt(s.Body)
	}
	if err == nil {
		_, err = c.signed(r.Signed, "receipt", w.Node)
	}
	_, isRecipient := c.envelope.For(w.Node)
	switch {
	case err != nil:
	case !c.names[w.Message]:
		err = errs.New(errs.Forbidden, "wire.other_message")
	case !isRecipient:
		err = errs.New(errs.Forbidden, "delivery.not_for_us")
	case w.Log.Origin != c.cards[w.Node].Log.Origin:
		err = errs.New(errs.Forbidden, "message.other_log", "origin", w.Log.Origin, "expected", c.cards[w.Node].Log.Origin)
	}
	if err != nil {
		c.Report.add(false, "evidence.receipt_bad", "n", n, "why", why(err))
		return
	}
	c.Report.add(true, "evidence.receipt", "n", n, "kind", string(w.Kind), "node", string(w.Node), "at", w.At, "detail", w.Detail)
	if r.Proof == "" {
		c.Report.add(false, "evidence.proof_missing", "n", n, "node", string(w.Node))
		return
	}
	c.proof(n, w.Node, w.Log.Index, w.Log.Commitment, r.Proof)
}

// proof checks a C2SP tlog-proof of a commitment at an index of a node's log.
func (c *check) proof(n int, by wire.Org, index int64, commitment, proof string) {
	card := c.cards[by]
	log, err := note.NewVerifier(card.Log.Key)
	var leaf []byte
	if err == nil {
		leaf, err = b64.DecodeString(commitment)
	}
	var at int64
	var size string
	if err == nil {
		at, size, err = place(proof)
	}
	if err == nil && at != index {
		err = errs.New(errs.Forbidden, "evidence.other_place")
	}
	if err == nil {
		err = torchwood.VerifyProof(policy{log, card.Log.Origin}, tlog.RecordHash(leaf), []byte(proof))
	}
	if err != nil {
		c.Report.add(false, "evidence.proof_bad", "n", n, "node", string(by), "why", why(err))
		return
	}
	c.Report.add(true, "evidence.proof", "n", n, "index", index, "size", size)
	c.cosigners(n, by, log, checkpointOf(proof))
}

// cosigners checks the further signatures of a checkpoint: each is that of a node whose card is in the file.
func (c *check) cosigners(n int, by wire.Org, log note.Verifier, signed string) {
	known := []note.Verifier{log}
	whose := map[string]wire.Org{}
	for org, card := range c.cards {
		if v, err := torchwood.NewCosignatureVerifier(card.Log.Cosign); err == nil && org != by {
			known, whose[v.Name()] = append(known, v), org
		}
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(known...))
	if err != nil || len(opened.UnverifiedSigs) > 0 || canonical(opened) != signed {
		c.Report.add(false, "evidence.cosignature_bad", "n", n)
		return
	}
	for _, s := range opened.Sigs {
		if org, ok := whose[s.Name]; ok {
			c.Report.add(true, "evidence.cosigned", "n", n, "node", string(org))
		}
	}
}

// canonical is the one form of a note: base 64 has spare bits that no signature covers.
func canonical(n *note.Note) string {
	text := n.Text + "\n"
	for _, s := range n.Sigs {
		b, err := base64.StdEncoding.Strict().DecodeString(s.Base64)
		if err != nil {
			return ""
		}
		text += "— " + s.Name + " " + base64.StdEncoding.EncodeToString(b) + "\n"
	}
	return text
}

// place reads index and size of a proof; VerifyProof checks that they are what it proves.
func place(proof string) (index int64, size string, err error) {
	for line := range strings.Lines(proof) {
		if rest, ok := strings.CutPrefix(line, "index "); ok {
			if err := json.Unmarshal([]byte(strings.TrimSpace(rest)), &index); err != nil {
				return 0, "", errs.New(errs.Invalid, "evidence.other_place")
			}
			break
		}
	}
	lines := strings.SplitN(checkpointOf(proof), "\n", 3)
	if len(lines) < 3 {
		return 0, "", errs.New(errs.Invalid, "evidence.other_place")
	}
	return index, lines[1], nil
}

// checkpointOf is the signed note at the end of a proof.
func checkpointOf(proof string) string {
	_, rest, _ := strings.Cut(proof, "\n\n")
	return rest
}

// policy wants the log's own signature, on a checkpoint of one of its epochs.
type policy struct {
	log    note.Verifier
	origin string
}

// Verifier finds the key of a signature.
func (p policy) Verifier(name string, hash uint32) (note.Verifier, error) {
	if name == p.log.Name() && hash == p.log.KeyHash() {
		return p.log, nil
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}

// Check tells whether a checkpoint is of the log and signed by it.
func (p policy) Check(origin string, sigs []note.Signature) error {
	name, _, ok := audit.SplitOrigin(origin)
	if !ok || name != p.origin || len(sigs) == 0 {
		return errs.New(errs.Forbidden, "message.other_log", "origin", origin, "expected", p.origin)
	}
	return nil
}

func (c *check) act(n int, a Act) {
	commitment, err := b64.DecodeString(a.Commitment)
	if err != nil || len(commitment) != sha256.Size {
		c.Report.add(false, "evidence.act_bad", "n", n, "why", "")
		return
	}
	if a.Body != "" {
		e, at, err := audit.ReadAct([]byte(a.Body), commitment)
		if err == nil && !c.names[wire.ID(e.ID)] {
			err = errs.New(errs.Forbidden, "wire.other_message")
		}
		if err != nil {
			c.Report.add(false, "evidence.act_bad", "n", n, "why", why(err))
			return
		}
		c.Report.add(true, "evidence.act", "n", n, "action", e.Action, "at", wire.FormatInstant(at), "operation", string(e.Operation))
	}
	index, _, err := place(a.Proof)
	if err != nil {
		c.Report.add(false, "evidence.proof_bad", "n", n, "node", string(c.By), "why", why(err))
		return
	}
	c.proof(n, c.By, index, a.Commitment, a.Proof)
}

// why is what goes into a finding: the key of an error.
func why(err error) string {
	if e := errs.Of(err); e != nil {
		return e.Key
	}
	return err.Error()
}
