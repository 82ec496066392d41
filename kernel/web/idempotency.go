package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// keepAnswers is how long an answer is repeated for the same Idempotency-Key.
const keepAnswers = 24 * time.Hour

// idempotencyID names the stored answer: the key within its scope (who asks, which route).
func (r *Request) idempotencyID() []byte {
	p := r.Who.Principal
	h := sha256.Sum256([]byte("reeve-idempotency-id\x00" + p.Kind + "\x00" + p.ID + "\x00" + r.Route.Pattern() + "\x00" + r.idempotency))
	return h[:]
}

// seal closes the answer under a key made from the Idempotency-Key, so that only who sent it can read it: the
// answer may hold a report key, of which the database otherwise keeps only the hash.
func (r *Request) cipher() (cipher.AEAD, error) {
	key := sha256.Sum256([]byte("reeve-idempotency-seal\x00" + r.idempotency))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (r *Request) recall(q db.Reader, out any) (bool, error) {
	if r.idempotency == "" {
		return false, nil
	}
	var body, answer []byte
	var expires int64
	id := r.idempotencyID()
	err := q.QueryRow("SELECT body_hash, answer, expires_at FROM idempotency WHERE id = $1", id).Scan(&body, &answer, &expires)
	if errors.Is(err, sql.ErrNoRows) || err == nil && expires < db.Micros(r.Now) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if subtle.ConstantTimeCompare(body, r.bodyHash) != 1 {
		return false, errs.New(errs.Invalid, "web.idempotency_other_body")
	}
	aead, err := r.cipher()
	if err != nil {
		return false, err
	}
	plain, err := aead.Open(nil, nil, answer, id)
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal(plain, out)
}

func (r *Request) remember(tx *db.Tx, out any) error {
	if r.idempotency == "" {
		return nil
	}
	plain, err := json.Marshal(out)
	if err != nil {
		return err
	}
	aead, err := r.cipher()
	if err != nil {
		return err
	}
	id := r.idempotencyID()
	if _, err := tx.Exec("DELETE FROM idempotency WHERE id = $1 AND expires_at < $2", id, db.Micros(r.Now)); err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO idempotency (id, body_hash, answer, expires_at) VALUES ($1, $2, $3, $4)",
		id, r.bodyHash, aead.Seal(nil, nil, plain, id), db.Micros(r.Now.Add(keepAnswers)))
	return err
}

// Sweep forgets answers that are no longer repeated, and spent tokens that have expired.
func Sweep(tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec("DELETE FROM idempotency WHERE expires_at < $1", db.Micros(now)); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM spent_token WHERE expires_at < $1", db.Micros(now))
	return err
}

// Spend marks what is good once as used, in the transaction of what it was used for. fresh is false when it was
// used before.
func Spend(tx *db.Tx, token string, expires time.Time) (fresh bool, err error) {
	n, err := tx.Exec("INSERT INTO spent_token (token, expires_at) VALUES ($1, $2) ON CONFLICT (token) DO NOTHING", token, db.Micros(expires))
	return n > 0, err
}
