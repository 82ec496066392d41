package message

import (
	"bytes"
	"context"
	"errors"
	"io"

	"reeve/kernel/errs"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/wire"
)

// Outgoing is a message to be sent. Of the envelope the writer fills what it means; version, sender, key, epoch, numbers,
// nonce, heads, Lamport, instant and items are filled here.
type Outgoing struct {
	Envelope wire.Envelope
	Items    []Enclosure
}

// Enclosure is an item with its content. Of the head the writer fills type, title, media, codes, purpose; Size may be
// left 0 for contents of less than a megabyte. Content may be asked for more than once.
type Enclosure struct {
	Head    wire.ItemHead
	Content func() (io.ReadCloser, error)
}

// Prepared is a sealed message that waits to be posted.
type Prepared struct {
	envelope wire.Envelope
	box      *secrets.Box
	parts    []part   // small items
	staged   []string // records of large ones, by item; "" = small
	sealed   []sealer // for whom
	sizes    []int64  // of the contents, by item
}

// Envelope is what will be signed, without the numbers.
func (p *Prepared) Envelope() wire.Envelope { return p.envelope }

// part is a row of exchange_chunk.
type part struct {
	record  string
	item    int
	side    string
	n       int
	content []byte
}

const (
	sealedSide = "sealed"
	ownSide    = "own"
)

// smallItem is the largest content whose sealed form surely is one chunk.
const smallItem = wire.ChunkSize - wire.MaxHead - 128<<10

// Prepare seals a message for its recipients; large items are stored already, sealed, and wait for it. It needs no
// transaction and leaves nothing else behind. The recipients must be trusted and their channels open.
func (m *Messages) Prepare(ctx context.Context, o Outgoing) (*Prepared, error) {
	if m.Own == nil {
		return nil, errs.New(errs.Unavailable, "message.no_node")
	}
	p := &Prepared{envelope: o.Envelope}
	e := &p.envelope
	e.Version, e.Sender, e.Nonce = 1, m.Own.Org(), wire.NewNonce()
	if e.Written == "" {
		e.Written = wire.FormatInstant(m.DB.Now().In(m.Zone()))
	}
	if len(e.Recipient) == 0 {
		return nil, errs.Bad("recipients", "wire.no_recipients")
	}
	e.Recipient = append([]wire.Recipient(nil), e.Recipient...)
	var err error
	if p.sealed, err = m.sealersOf(ctx, e.Recipients()); err != nil {
		return nil, err
	}
	p.box = m.Keys.NewBox(record(e.Sender, e.Nonce))
	for i, item := range o.Items {
		if err := m.enclose(ctx, p, i+1, item); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (m *Messages) enclose(ctx context.Context, p *Prepared, n int, item Enclosure) error {
	h := item.Head
	h.Sender, h.Recipients, h.Nonce, h.N = p.envelope.Sender, p.envelope.Recipients(), p.envelope.Nonce, n
	if h.Origin == nil {
		h.Origin = []wire.Provenance{}
	}
	content, err := item.Content()
	if err != nil {
		return err
	}
	defer content.Close()
	if h.Size > smallItem {
		p.sizes = append(p.sizes, h.Size)
		return m.encloseLarge(ctx, p, h, content)
	}
	plain, err := io.ReadAll(io.LimitReader(content, smallItem+1))
	if err != nil {
		return err
	}
	if len(plain) > smallItem {
		return errs.Bad("size", "message.size_first", "item", n)
	}
	h.Size = int64(len(plain))
	p.sizes = append(p.sizes, h.Size)
	var sealed bytes.Buffer
	sealed.Grow(len(plain) + 8<<10)
	if err := wire.SealTo(&sealed, h, bytes.NewReader(plain), keysOf(p.sealed)...); err != nil {
		return err
	}
	if sealed.Len() > wire.ChunkSize {
		return errs.New(errs.TooLarge, "message.head_too_large", "item", n)
	}
	own, err := ownForm(h, plain)
	if err != nil {
		return err
	}
	rec := record(h.Sender, h.Nonce)
	p.parts = append(p.parts,
		part{rec, n, sealedSide, 0, p.box.Seal(field(n, sealedSide, 0), sealed.Bytes())},
		part{rec, n, ownSide, 0, p.box.Seal(field(n, ownSide, 0), own)})
	d := wire.NewDigester()
	d.Write(sealed.Bytes())
	p.envelope.Items = append(p.envelope.Items, d.Ref(n))
	p.staged = append(p.staged, "")
	return nil
}

// ownForm is how the writer keeps an item: the head's line and the content.
func ownForm(h wire.ItemHead, content []byte) ([]byte, error) {
	head, err := h.Marshal()
	if err != nil {
		return nil, err
	}
	return append(append(head, '\n'), content...), nil
}

// encloseLarge seals an item of more than a chunk while it is read, and stores it under a record of its own.
func (m *Messages) encloseLarge(ctx context.Context, p *Prepared, h wire.ItemHead, content io.Reader) error {
	st, err := m.newStage(ctx, record(h.Sender, h.Nonce)+"/"+digits(h.N), "", "")
	if err != nil {
		return err
	}
	head, err := h.Marshal()
	if err != nil {
		return err
	}
	d := wire.NewDigester()
	sealed, own := st.writer(ctx, sealedSide), st.writer(ctx, ownSide)
	if _, err := own.Write(append(head, '\n')); err != nil {
		return err
	}
	err = wire.SealTo(io.MultiWriter(sealed, d), h, io.TeeReader(content, own), keysOf(p.sealed)...)
	if err := errors.Join(err, sealed.Close(), own.Close()); err != nil {
		return err
	}
	p.envelope.Items = append(p.envelope.Items, d.Ref(h.N))
	p.staged = append(p.staged, st.record)
	return nil
}
