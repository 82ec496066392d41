package delivery

import (
	"bytes"
	"context"
	"testing"

	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// FuzzBatch reads batches: whatever comes is refused without harm, and what is read is bounded.
func FuzzBatch(f *testing.F) {
	own := fuzzNode(f)
	body, err := wire.Encode(header{Version: 1, From: own.Org(), To: own.Org(), Number: 1, Clock: "2026-11-22T12:00:00Z", Epoch: 1, logHead: logHead{Proof: []string{}},
		Parts: []partRef{refOf(envelopePart, []byte("abc"))}})
	if err != nil {
		f.Fatal(err)
	}
	var whole bytes.Buffer
	writeFrames(&whole, own.Sign(batchType, body), [][]byte{[]byte("abc")})
	f.Add(whole.Bytes())
	f.Add([]byte(headerTitle + "\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := bytes.NewReader(raw)
		s, err := readHeader(r, batchType)
		if err != nil {
			return
		}
		var h header
		if err := wire.Decode(s.Body, maxHeader, &h); err != nil {
			return
		}
		for _, ref := range h.Parts {
			b, err := readPart(r, ref)
			if err != nil {
				return
			}
			if wire.Digest(b) != ref.Digest {
				t.Fatal("a part with another digest was read")
			}
		}
		parseProof(h.Proof)
	})
}

// FuzzCheckpoint reads checkpoints of partners: none counts that the partner's key did not sign.
func FuzzCheckpoint(f *testing.F) {
	own := fuzzNode(f)
	p := node.Partner{Org: own.Org(), Card: own.Card(), State: node.Trusted}
	origin := p.Card.Log.Origin + "/epoch/1\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	f.Add(origin + "\n— " + p.Card.Log.Origin + " AAAAAAAA\n")
	f.Add(origin)
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := readCheckpoint(p, text); err == nil {
			t.Fatalf("a checkpoint that nobody signed was read: %+v", c)
		}
		cutNote(text)
		judge(shown{signed: text}, logHead{}, 1, text)
	})
}

func fuzzNode(f *testing.F) *node.Own {
	dir := f.TempDir()
	if err := node.Init(context.Background(), dir, node.Options{Names: map[string]string{"en": "Fuzz"}, Country: "LT", Role: "spoc", Addresses: []string{"https://127.0.0.1:1"}}); err != nil {
		f.Fatal(err)
	}
	own, err := node.OpenOwn(dir)
	if err != nil {
		f.Fatal(err)
	}
	return own
}
