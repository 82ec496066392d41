package secrets

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Keys holds the master key of an installation. Safe for concurrent use.
type Keys struct {
	master []byte // 32 bytes
	ledger ledger
}

const prefix = "reeve-key-1:"

// Open reads the master key of a data folder and makes it on first use. Processes that start at once agree:
// the key is written whole beside its place and linked there, which only one of them can do.
func Open(dir string) (*Keys, error) {
	folder := filepath.Join(dir, "keys")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create key folder: %w", err)
	}
	file := filepath.Join(folder, "master.key")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(folder, file); err != nil {
			return nil, fmt.Errorf("create master key: %w", err)
		}
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, fmt.Errorf("read master key: %w", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return nil, fmt.Errorf("protect master key: %w", err)
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(string(text)), prefix)
	master, err := hex.DecodeString(rest)
	if !ok || err != nil || len(master) != 32 {
		return nil, fmt.Errorf("master key %s is damaged; put it back from where you keep a copy", file)
	}
	return &Keys{master: master, ledger: ledger{file: filepath.Join(dir, "erasures.jsonl")}}, nil
}

func create(folder, file string) error {
	f, err := os.CreateTemp(folder, "new-*.key") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	key := make([]byte, 32)
	rand.Read(key)
	if _, err := f.WriteString(prefix + hex.EncodeToString(key) + "\n"); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return flushFolder(folder)
}

func flushFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// derived is the key for one purpose.
func (k *Keys) derived(purpose string) []byte {
	key, err := hkdf.Expand(sha256.New, k.master, "reeve/"+purpose, 32)
	if err != nil {
		panic(err) // only for a length over 255 hashes
	}
	return key
}

// MAC is an HMAC-SHA-256 (32 bytes) of data under the key for a purpose: form tokens, challenges, addresses.
// What is made for one purpose means nothing for another.
func (k *Keys) MAC(purpose string, data []byte) []byte {
	h := hmac.New(sha256.New, k.derived("mac/"+purpose))
	h.Write(data)
	return h.Sum(nil)
}

// CheckMAC tells, in constant time, whether mac is MAC(purpose, data).
func (k *Keys) CheckMAC(purpose string, data, mac []byte) bool {
	return hmac.Equal(k.MAC(purpose, data), mac)
}

// Confirm makes sure that this key belongs to this database: the first one to come is remembered, another is
// refused (errs.Unavailable). Without it a node with a folder of its own would seal what no other can open.
func (k *Keys) Confirm(ctx context.Context, d *db.DB) error {
	mine := k.MAC("confirm", nil)
	return d.Housekeep(ctx, func(tx *db.Tx) error {
		var theirs []byte
		err := tx.QueryRow("SELECT mac FROM key_check WHERE purpose = $1", "master").Scan(&theirs)
		if errors.Is(err, sql.ErrNoRows) {
			_, err := tx.Exec("INSERT INTO key_check (purpose, mac) VALUES ($1, $2)", "master", mine)
			return err
		}
		if err == nil && !hmac.Equal(mine, theirs) {
			return errs.New(errs.Unavailable, "secrets.wrong_key")
		}
		return err
	})
}
