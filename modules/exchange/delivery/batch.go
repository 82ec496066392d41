package delivery

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/errs"
	"reeve/modules/exchange/wire"
)

// header is the signed beginning of a batch.
type header struct {
	Version int      `json:"v"`
	From    wire.Org `json:"from"`
	To      wire.Org `json:"to"`
	Number  int64    `json:"number"` // rises with each batch of the sender to this recipient
	Clock   string   `json:"clock"`  // the sender's, when it was signed
	Epoch   int64    `json:"epoch"`  // of the sender's log
	Serial  int64    `json:"serial"` // of the sender's card
	Known   int64    `json:"known"`  // of the recipient's card, as the sender knows it
	logHead
	Parts []partRef `json:"parts"`
}

// logHead is what batch and answer say about the two logs.
type logHead struct {
	Checkpoint string   `json:"checkpoint,omitempty"` // of the own log, signed
	Since      int64    `json:"since"`                // size from which Proof leads to it
	Proof      []string `json:"proof"`
	Seen       seen     `json:"seen"`               // the last checkpoint of the other's log that was cosigned here
	Cosigned   string   `json:"cosigned,omitempty"` // that checkpoint with the cosignature
}

type seen struct {
	Epoch int64 `json:"epoch"`
	Size  int64 `json:"size"`
}

// partKind says what a part is.
type partKind string

const (
	cardPart     partKind = "card"
	noticePart   partKind = "notice"
	receiptPart  partKind = "receipt"
	envelopePart partKind = "envelope"
	itemPart     partKind = "item" // of the envelope before it
)

// partRef announces a part; parts follow the header in this order.
type partRef struct {
	Kind   partKind `json:"kind"`
	Size   int64    `json:"size"`
	Digest string   `json:"digest"`
	ID     wire.ID  `json:"id,omitempty"`   // of an envelope
	N      int64    `json:"n,omitempty"`    // of an envelope: its number; of an item: its place
	Gone   bool     `json:"gone,omitempty"` // the sender erased the content: envelope only
}

// answer is the signed beginning of what comes back.
type answer struct {
	Version int      `json:"v"`
	From    wire.Org `json:"from"`
	To      wire.Org `json:"to"`
	Batch   string   `json:"batch"` // name of the batch it answers
	Clock   string   `json:"clock"`
	Epoch   int64    `json:"epoch"`
	Serial  int64    `json:"serial"`            // of the newest card of the sender that is known
	Refused string   `json:"refused,omitempty"` // key: the batch as a whole changed nothing
	Detail  string   `json:"detail,omitempty"`
	Last    int64    `json:"last"` // number of the last batch taken
	logHead
	Results []result  `json:"results"` // of the batch's receipts and envelopes, in their order
	Parts   []partRef `json:"parts"`   // newer cards and notices, then receipts
}

// outcome of a message or receipt.
type outcome string

const (
	taken     outcome = "taken"
	duplicate outcome = "duplicate"
	expected  outcome = "expected" // another number is next
	refused   outcome = "refused"
	later     outcome = "later" // may be sent again: a limit of today, a hitch
)

type result struct {
	ID       wire.ID `json:"id"`
	Outcome  outcome `json:"outcome"`
	Expected int64   `json:"expected,omitempty"`
	Reason   string  `json:"reason,omitempty"` // key
	Receipt  int     `json:"receipt"`          // place in the parts, from 1; 0 = none
}

const (
	maxHeader   = 1 << 20
	maxParts    = 2048
	maxBatch    = 24 << 20 // bytes of all parts that are taken
	maxPart     = 4 << 20
	batchType   = "batch"
	answerType  = "batch-answer"
	headerTitle = "reeve-exchange-1\n"
)

// writeFrames writes the title, the signed header with its length before it, and the parts.
func writeFrames(w io.Writer, signed wire.Signed, parts [][]byte) error {
	raw, err := signed.MarshalBinary()
	if err != nil {
		return err
	}
	head := binary.BigEndian.AppendUint32([]byte(headerTitle), uint32(len(raw)))
	for _, b := range append([][]byte{head, raw}, parts...) {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

func framesSize(signed wire.Signed, parts [][]byte) int64 {
	raw, _ := signed.MarshalBinary()
	n := int64(len(headerTitle) + 4 + len(raw))
	for _, p := range parts {
		n += int64(len(p))
	}
	return n
}

// readHeader reads the signed header.
func readHeader(r io.Reader, typ string) (wire.Signed, error) {
	head := make([]byte, len(headerTitle)+4)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(headerTitle)]) != headerTitle {
		return wire.Signed{}, errs.Wrap(err, errs.Invalid, "delivery.not_batch")
	}
	size := binary.BigEndian.Uint32(head[len(headerTitle):])
	if size > maxHeader {
		return wire.Signed{}, errs.New(errs.TooLarge, "wire.too_large", "max", maxHeader)
	}
	raw := make([]byte, size)
	if _, err := io.ReadFull(r, raw); err != nil {
		return wire.Signed{}, errs.Wrap(err, errs.Invalid, "delivery.not_batch")
	}
	s, err := wire.ParseSigned(raw)
	if err == nil && s.Type != typ {
		err = errs.New(errs.Invalid, "wire.other_type", "want", typ, "got", s.Type)
	}
	return s, err
}

// readPart reads the next part and compares it with its reference.
func readPart(r io.Reader, ref partRef) ([]byte, error) {
	if ref.Size < 0 || ref.Size > maxPart {
		return nil, errs.New(errs.TooLarge, "wire.too_large", "max", maxPart)
	}
	b := make([]byte, ref.Size)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "delivery.cut")
	}
	if wire.Digest(b) != ref.Digest {
		return nil, errs.New(errs.Invalid, "delivery.changed")
	}
	return b, nil
}

func refOf(kind partKind, b []byte) partRef {
	return partRef{Kind: kind, Size: int64(len(b)), Digest: wire.Digest(b)}
}

func proofText(p tlog.TreeProof) []string {
	list := make([]string, len(p))
	for i, h := range p {
		list[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return list
}

func parseProof(list []string) (p tlog.TreeProof, ok bool) {
	for _, s := range list {
		b, err := base64.StdEncoding.Strict().DecodeString(s)
		if err != nil || len(b) != sha256.Size || len(p) > 128 {
			return nil, false
		}
		p = append(p, tlog.Hash(b))
	}
	return p, true
}
