package evidence

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Needs is what making a file works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Own      *node.Own
	Messages *message.Messages
	Now      func() time.Time
}

// askTime bounds how long partners' logs are asked for proofs; what they don't give in it is left out and named.
const askTime = 20 * time.Second

var b64 = base64.RawURLEncoding

// Make writes the file of a message. Proofs of places in partners' logs are fetched from there.
func Make(ctx context.Context, n Needs, idOrRef string) ([]byte, error) {
	f := File{Format: Format, By: n.Own.Org(), Made: wire.FormatInstant(n.Now()), Anew: []string{}, Cards: []string{string(n.Own.SignedCard())}, Receipts: []Receipt{}, Acts: []Act{}}
	var all []message.Received
	partners := map[wire.Org]node.Partner{}
	err := n.DB.Read(ctx, func(s *db.Snapshot) error {
		msg, err := message.Load(s, idOrRef)
		if err != nil {
			return err
		}
		f.Message = msg.ID
		raw, err := msg.Signed.MarshalBinary()
		if err != nil {
			return err
		}
		f.Envelope = string(raw)
		if f.Anew, err = message.Anew(s, msg.ID); err != nil {
			return err
		}
		for _, org := range append(msg.Envelope.Recipients(), msg.Envelope.Sender) {
			if org == n.Own.Org() {
				continue
			}
			p, err := node.Load(s, org)
			if err != nil {
				continue // a copy's recipient that we don't know: what it vouched for is the sender's to show
			}
			partners[org] = p
			cards, err := node.Cards(s, org)
			if err != nil {
				return err
			}
			for _, c := range cards {
				f.Cards = append(f.Cards, string(c))
			}
		}
		if all, err = n.Messages.Received(s, msg.ID); err != nil {
			return err
		}
		return n.acts(s, &f, msg)
	})
	if err != nil {
		return nil, err
	}
	ask, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	for _, r := range all {
		if r.Signed == nil {
			continue // its entry has no number yet
		}
		proof, err := n.proof(ask, r, partners)
		if err != nil {
			slog.Warn("evidence without a proof", "node", r.Node, "error", err)
		}
		f.Receipts = append(f.Receipts, Receipt{string(r.Signed), string(proof)})
	}
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

// acts are our own entries about the message.
func (n Needs) acts(q db.Reader, f *File, msg message.Message) error {
	all, err := audit.Acts(q, message.Kind, string(msg.ID))
	if err != nil {
		return err
	}
	for _, a := range all {
		proof, err := n.own(q, a.Seq-1)
		if err != nil {
			return err
		}
		f.Acts = append(f.Acts, Act{string(a.Body), b64.EncodeToString(a.Commitment), string(proof)})
	}
	return nil
}

// own proves a place in our log, against a checkpoint that a partner cosigned where there is one that covers it.
func (n Needs) own(q db.Reader, index int64) ([]byte, error) {
	size, signed, err := delivery.CosignedFrom(q, index+1)
	if err != nil {
		return nil, err
	}
	if size > 0 {
		return n.Log.ProveAt(q, index+1, size, []byte(signed), nil)
	}
	return n.Log.Prove(q, index+1, nil)
}

// proof shows the place that a receipt names: in our log, or in the log of the partner who vouches, against the checkpoint
// that we cosigned where that covers it.
func (n Needs) proof(ctx context.Context, r message.Received, partners map[wire.Org]node.Partner) (proof []byte, err error) {
	if r.Own {
		err = n.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			proof, err = n.own(s, r.Log.Index)
			return err
		})
		return proof, err
	}
	p := partners[r.Node]
	var witnessed []byte
	err = n.DB.Read(ctx, func(s *db.Snapshot) error {
		size, signed, err := delivery.Witnessed(s, p.Org, r.Log.Epoch)
		if size > r.Log.Index {
			witnessed = []byte(signed)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: n.Own.ClientTLS(p.Card), TLSHandshakeTimeout: 5 * time.Second}}
	defer client.CloseIdleConnections()
	for _, address := range p.Card.Addresses {
		if proof, err = audit.FetchProof(ctx, client, address, p.Card.Log.Key, r.Log.Index, witnessed); err == nil {
			return proof, nil
		}
	}
	return nil, err
}
