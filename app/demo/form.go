package demo

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"reeve/modules/threatmap"
)

// formOf is a filing as form fields. A form leaves the proof out of what a repeated Idempotency-Key is compared
// by, so that a filing can be repeated with another proof.
func formOf(f threatmap.Filing) (map[string]string, error) {
	fields := map[string]string{"category": f.Category, "place": f.Place, "text": f.Text, "lang": f.Lang, "seen_from": f.SeenFrom, "seen_to": f.SeenTo, "contact": f.Contact}
	if f.Lat != nil {
		fields["lat"], fields["lon"] = strconv.FormatFloat(*f.Lat, 'f', -1, 64), strconv.FormatFloat(*f.Lon, 'f', -1, 64)
	}
	if len(f.Answers) > 0 {
		if err := put(fields, "answers", f.Answers); err != nil {
			return nil, err
		}
	}
	if len(f.Parts) > 0 {
		if err := put(fields, "day_parts", f.Parts); err != nil {
			return nil, err
		}
	}
	if len(f.Weekdays) > 0 {
		if err := put(fields, "weekdays", f.Weekdays); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

func put(fields map[string]string, name string, v any) error {
	raw, err := json.Marshal(v)
	fields[name] = string(raw)
	return err
}

// prove gets a proof of work to do and does it, as a resident's browser would.
func (p *player) prove(ctx context.Context, from string) (string, error) {
	var c threatmap.Challenge
	if err := p.do(ctx, call{method: "GET", path: "/api/v1/challenge", from: from}, &c); err != nil {
		return "", err
	}
	want, err := hex.DecodeString(c.Challenge)
	if err != nil {
		return "", err
	}
	text := []byte(c.Salt)
	for n := range c.MaxNumber + 1 {
		sum := sha256.Sum256(strconv.AppendInt(text[:len(c.Salt)], int64(n), 10))
		if string(sum[:]) != string(want) {
			continue
		}
		raw, err := json.Marshal(map[string]any{"algorithm": c.Algorithm, "challenge": c.Challenge, "number": n, "salt": c.Salt, "signature": c.Signature, "took": 0})
		return base64.StdEncoding.EncodeToString(raw), err
	}
	return "", fmt.Errorf("the proof of work has no solution up to %d", c.MaxNumber)
}
