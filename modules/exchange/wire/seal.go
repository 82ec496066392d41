package wire

import (
	"bufio"
	"bytes"
	"io"
	"slices"

	"filippo.io/age"

	"reeve/kernel/errs"
)

// itemTitle is the first line of an item's plaintext.
const itemTitle = "reeve-item-v1\n"

// Seal writes an item that only the recipients read: age v1 over the line "reeve-item-v1", the head in one line, and the
// content, which must be of the head's size. There is one hybrid age recipient ("age1pq1…") for each recipient of the
// head. Memory does not grow with the content.
func Seal(w io.Writer, h ItemHead, content io.Reader, recipients ...string) error {
	keys := make([]*age.HybridRecipient, len(recipients))
	for i, s := range recipients {
		if slices.Contains(recipients[:i], s) {
			return errs.Bad("recipients", "wire.twice", "value", short(s))
		}
		var err error
		if keys[i], err = ParseSeal(s); err != nil {
			return err
		}
	}
	return SealTo(w, h, content, keys...)
}

// ParseSeal reads a card's Seal. It costs a third of sealing a short item, so that who seals much keeps the result.
func ParseSeal(s string) (*age.HybridRecipient, error) {
	r, err := age.ParseHybridRecipient(s)
	if err != nil {
		return nil, errs.Bad("recipients", "wire.seal_key")
	}
	return r, nil
}

// SealTo is Seal for keys that were read before; none stands twice.
func SealTo(w io.Writer, h ItemHead, content io.Reader, recipients ...*age.HybridRecipient) error {
	head, err := h.Marshal()
	if err != nil {
		return err
	}
	if len(recipients) == 0 {
		return errs.Bad("recipients", "wire.no_recipients")
	}
	if len(recipients) != len(h.Recipients) {
		return errs.Bad("recipients", "wire.seal_each", "want", len(h.Recipients))
	}
	var keys []age.Recipient
	for _, r := range recipients {
		keys = append(keys, r)
	}
	sealed, err := age.Encrypt(w, keys...)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "wire.seal_failed")
	}
	for _, part := range [][]byte{[]byte(itemTitle), head, []byte("\n")} {
		if _, err := sealed.Write(part); err != nil {
			return err
		}
	}
	n, err := io.Copy(sealed, io.LimitReader(content, h.Size+1))
	if err != nil {
		return err
	}
	if n != h.Size {
		return errs.Bad("size", "wire.content_size", "want", h.Size)
	}
	return sealed.Close()
}

// Open reads an item that was sealed for one of the identities. The head is bound to the envelope; the content's reader
// fails where the sealed bytes were changed, cut or do not have the head's size: only what was read to its end holds.
func Open(sealed io.Reader, identities []age.Identity, want Binding) (ItemHead, io.Reader, error) {
	h, content, err := OpenItem(sealed, identities)
	if err != nil {
		return h, nil, err
	}
	if !h.Binding().equal(want) {
		return ItemHead{}, nil, errs.New(errs.Forbidden, "wire.other_message")
	}
	return h, content, nil
}

// OpenItem is Open without an envelope to compare with; the caller compares [ItemHead.Binding].
func OpenItem(sealed io.Reader, identities []age.Identity) (ItemHead, io.Reader, error) {
	plain, err := age.Decrypt(sealed, identities...)
	if err != nil {
		return ItemHead{}, nil, errs.Wrap(err, errs.Forbidden, "wire.not_for_us")
	}
	r := bufio.NewReader(plain)
	title := make([]byte, len(itemTitle))
	if _, err := io.ReadFull(r, title); err != nil || !bytes.Equal(title, []byte(itemTitle)) {
		return ItemHead{}, nil, errs.Wrap(err, errs.Invalid, "wire.not_item")
	}
	line, err := headLine(r)
	if err != nil {
		return ItemHead{}, nil, errs.Wrap(err, errs.Invalid, "wire.not_item")
	}
	h, err := ParseItemHead(line)
	if err != nil {
		return h, nil, err
	}
	return h, &exact{r: r, left: h.Size}, nil
}

// headLine reads a line of at most MaxHead bytes, without its end.
func headLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil && len(line) <= MaxHead+1:
			return line[:len(line)-1], nil
		case err == nil || len(line) > MaxHead:
			return nil, bufio.ErrTooLong
		case err != bufio.ErrBufferFull:
			return nil, err
		}
	}
}

// exact reads what a head promised: neither more nor less.
type exact struct {
	r    io.Reader
	left int64
}

func (e *exact) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if e.left == 0 {
		var one [1]byte
		switch n, err := io.ReadFull(e.r, one[:]); {
		case n > 0:
			return 0, errs.New(errs.Invalid, "wire.content_long")
		case err == io.EOF:
			return 0, io.EOF
		default:
			return 0, errs.Wrap(err, errs.Invalid, "wire.content_damaged")
		}
	}
	if int64(len(p)) > e.left {
		p = p[:e.left]
	}
	n, err := e.r.Read(p)
	e.left -= int64(n)
	if err == io.EOF && e.left == 0 {
		err = nil // the next call looks whether there is more
	} else if err != nil {
		err = errs.Wrap(err, errs.Invalid, "wire.content_damaged")
	}
	return n, err
}

// SealedLimit is the most that a content of so many bytes becomes when it is sealed for so many recipients.
func SealedLimit(content int64, recipients int) int64 {
	const stanza, header, tag, chunk = 2048, 256, 16, 64 << 10
	plain := content + MaxHead + int64(len(itemTitle)) + 1
	return plain + (plain/chunk+1)*tag + header + int64(recipients)*stanza
}
