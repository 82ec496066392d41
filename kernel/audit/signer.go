package audit

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Signer signs checkpoints with an Ed25519 key (C2SP signed-note).
type Signer struct {
	note.Signer
	public string
}

// PublicKey is the verifier key to pin: name+hash+key.
func (s *Signer) PublicKey() string { return s.public }

// Verifier checks what s signed.
func (s *Signer) Verifier() note.Verifier {
	v, _ := note.NewVerifier(s.public) // was parsed once already
	return v
}

// LoadOrCreateSigner reads the log's key from dir/keys/log.key, or makes it under the given name (without
// spaces and plus signs). Of two processes that start at once one makes it and both use it.
func LoadOrCreateSigner(dir, name string) (*Signer, error) {
	file := filepath.Join(dir, "keys", "log.key")
	secret, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createKey(file, name); err != nil {
			return nil, fmt.Errorf("make the log's key: %w", err)
		}
		secret, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, fmt.Errorf("read the log's key: %w", err)
	}
	return newSigner(strings.TrimSpace(string(secret)))
}

// createKey writes the key aside and links it into place, so that nobody ever reads half of it.
func createKey(file, name string) error {
	secret, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	aside, err := os.CreateTemp(filepath.Dir(file), ".log.key-*") // 0600, O_EXCL
	if err != nil {
		return err
	}
	defer os.Remove(aside.Name())
	_, err = aside.WriteString(secret + "\n")
	if err := errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return err
	}
	if err := os.Link(aside.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// newSigner reads a key in the form PRIVATE+KEY+name+hash+base64(1 || seed).
func newSigner(secret string) (*Signer, error) {
	s, err := note.NewSigner(secret)
	if err != nil {
		return nil, fmt.Errorf("read the log's key: %w", err)
	}
	_, encoded, _ := cutLast(secret, s.Name()+"+")
	_, encoded, _ = strings.Cut(encoded, "+")
	seed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, errors.New("read the log's key: not an Ed25519 key")
	}
	public, err := note.NewEd25519VerifierKey(s.Name(), ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	return &Signer{s, public}, nil
}
