package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Seal encrypts a field of a record under the record's data key, which is made on first use. AES-256-GCM
// (NIST SP 800-38D) with a random nonce; record and field are bound in, so that content moved elsewhere does
// not open. A record that was erased gives errs.Gone.
func (k *Keys) Seal(tx *db.Tx, record, field string, plain []byte) ([]byte, error) {
	key, err := k.dataKey(tx, record)
	if errs.KindOf(err) == errs.Gone {
		key, err = k.newDataKey(tx, record)
	}
	if err != nil {
		return nil, err
	}
	return seal(key, label(record, field), plain), nil
}

// SealNew is Seal for a record that was made in this transaction: it has no key yet and cannot have been erased,
// so nothing is looked up.
func (k *Keys) SealNew(tx *db.Tx, record, field string, plain []byte) ([]byte, error) {
	key, err := k.insertDataKey(tx, record)
	if err != nil {
		return nil, err
	}
	return seal(key, label(record, field), plain), nil
}

// Open decrypts what Seal made. It gives errs.Gone when the record was erased.
func (k *Keys) Open(r db.Reader, record, field string, sealed []byte) ([]byte, error) {
	key, err := k.dataKey(r, record)
	if err != nil {
		return nil, err
	}
	plain, err := open(key, label(record, field), sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s of %s: %w", field, record, err)
	}
	return plain, nil
}

func (k *Keys) dataKey(r db.Reader, record string) ([]byte, error) {
	var wrapped []byte
	err := r.QueryRow("SELECT wrapped FROM data_key WHERE record = $1", record).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errs.New(errs.Gone, "secrets.erased")
	}
	if err != nil {
		return nil, err
	}
	key, err := open(k.derived("data keys"), label(record, ""), wrapped)
	if err != nil {
		return nil, fmt.Errorf("unwrap the data key of %s: %w", record, err)
	}
	return key, nil
}

func (k *Keys) newDataKey(tx *db.Tx, record string) ([]byte, error) {
	var erased int
	if err := tx.QueryRow("SELECT count(*) FROM erasure WHERE record = $1", record).Scan(&erased); err != nil {
		return nil, err
	}
	if erased > 0 {
		return nil, errs.New(errs.Gone, "secrets.erased")
	}
	return k.insertDataKey(tx, record)
}

func (k *Keys) insertDataKey(tx *db.Tx, record string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	_, err := tx.Exec("INSERT INTO data_key (record, wrapped) VALUES ($1, $2)",
		record, seal(k.derived("data keys"), label(record, ""), key))
	return key, err
}

// format is the first byte of everything sealed, so that another cipher can follow.
const format = 1

func seal(key, label, plain []byte) []byte {
	gcm := cipherOf(key)
	out := make([]byte, 1+gcm.NonceSize(), 1+gcm.NonceSize()+len(plain)+gcm.Overhead())
	out[0] = format
	rand.Read(out[1:])
	return gcm.Seal(out, out[1:], plain, label)
}

func open(key, label, sealed []byte) ([]byte, error) {
	gcm := cipherOf(key)
	if len(sealed) < 1+gcm.NonceSize() || sealed[0] != format {
		return nil, errors.New("not sealed content")
	}
	nonce, text := sealed[1:1+gcm.NonceSize()], sealed[1+gcm.NonceSize():]
	return gcm.Open(nil, nonce, text, label)
}

func cipherOf(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a key of a wrong length; ours have 32 bytes
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

// label is the additional data: the record's length keeps ("ab","c") and ("a","bc") apart.
func label(record, field string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(record)))
	return append(append(b, record...), field...)
}
