package delivery

import (
	"bytes"
	"io"

	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Header and PartRef are what a forger changes.
type (
	Header  = header
	PartRef = partRef
)

// Kinds of parts.
const (
	ReceiptPart  = receiptPart
	EnvelopePart = envelopePart
	ItemPart     = itemPart
	CardPart     = cardPart
)

// Repack opens a batch, lets somebody change it, computes sizes and digests anew and signs it with a node's key: what a
// hostile partner can do.
func Repack(own *node.Own, raw []byte, change func(h *Header, parts [][]byte) [][]byte) []byte {
	r := bytes.NewReader(raw)
	signed, err := readHeader(r, batchType)
	if err != nil {
		panic(err)
	}
	var h header
	if err := wire.Decode(signed.Body, maxHeader, &h); err != nil {
		panic(err)
	}
	var parts [][]byte
	for _, ref := range h.Parts {
		b := make([]byte, ref.Size)
		io.ReadFull(r, b)
		parts = append(parts, b)
	}
	parts = change(&h, parts)
	for i := range parts {
		h.Parts[i].Size, h.Parts[i].Digest = int64(len(parts[i])), wire.Digest(parts[i])
	}
	body, err := wire.Encode(h)
	if err != nil {
		panic(err)
	}
	var out bytes.Buffer
	writeFrames(&out, own.Sign(batchType, body), parts)
	return out.Bytes()
}

// ProofText writes a proof as a batch does.
var ProofText = proofText
