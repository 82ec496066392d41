package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// File is DIR/demo.json.
type File struct {
	URL   string `json:"url"`
	Users []User `json:"users"`
}

// User is a sign-in of the demo.
type User struct {
	Role     string `json:"role"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Token    string `json:"token"`
}

// signIns keeps the sign-ins of DIR/demo.json, or makes those that are missing, and writes the file where
// anything changed. After a run that filled the installation it asks whether the tokens of the file are this
// installation's; later a token that an administrator has withdrawn stays withdrawn.
func (l *loader) signIns(ctx context.Context, name string, fresh bool) ([]User, error) {
	old, err := readFile(name)
	if err != nil {
		return nil, err
	}
	words, err := files.ReadFile("data/words.txt")
	if err != nil {
		return nil, err
	}
	all := File{URL: l.url, Users: make([]User, len(l.staff.SignIns))}
	if all.URL == "" {
		all.URL = old.URL
	}
	l.progress("app.demo.sign_ins", 0, 1)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(2) // passwords are hashed in parallel
	for i, role := range l.staff.SignIns {
		all.Users[i] = User{Role: role, Email: l.staff.person(role).Email}
		g.Go(func() error { return l.signIn(gctx, &all.Users[i], old, strings.Fields(string(words)), fresh) })
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("demo, sign-ins: %w", err)
	}
	l.progress("app.demo.sign_ins", 1, 1)
	return all.Users, writeFile(name, all)
}

func (l *loader) signIn(ctx context.Context, u *User, old File, words []string, fresh bool) error {
	for _, kept := range old.Users {
		if kept.Role != u.Role || kept.Password == "" || kept.Token == "" {
			continue
		}
		if fresh {
			if _, err := l.a.Identity.Principal(ctx, kept.Token, time.Now()); errs.KindOf(err) == errs.Unauthenticated && err != nil {
				continue
			} else if err != nil {
				return err
			}
		}
		*u = kept
		return nil
	}
	account, err := l.a.Identity.AccountByEmail(ctx, u.Email)
	if err != nil {
		return err
	}
	if u.Password, err = password(words); err != nil {
		return err
	}
	if err := l.a.Identity.SetPassword(ctx, db.System(), account.ID, u.Password); err != nil {
		return err
	}
	u.Token, err = l.a.Identity.IssueToken(ctx, db.System(), account.ID, "demo.json", time.Time{})
	return err
}

// password is three words and four digits, about 38 bits: enough where guessing is slowed down.
func password(words []string) (string, error) {
	draw := func(n int) (int64, error) {
		v, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
		if err != nil {
			return 0, err
		}
		return v.Int64(), nil
	}
	var parts []string
	for range 3 {
		n, err := draw(len(words))
		if err != nil {
			return "", err
		}
		parts = append(parts, words[n])
	}
	digits, err := draw(10_000)
	return fmt.Sprintf("%s-%04d", strings.Join(parts, "-"), digits), err
}

// readFile reads demo.json; a missing one is empty.
func readFile(name string) (f File, err error) {
	raw, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// writeFile puts the new content in the place of the old one at once; the same content is not written again.
func writeFile(name string, f File) error {
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	raw = append(raw, '\n')
	if old, err := os.ReadFile(name); err == nil && string(old) == string(raw) {
		return nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".demo-*.json") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(raw)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// SetURL writes the address at which the installation is served into DIR/demo.json, once it is known.
func SetURL(dir, url string) error {
	name := filepath.Join(dir, "demo.json")
	f, err := readFile(name)
	if err != nil || len(f.Users) == 0 {
		return err
	}
	f.URL = url
	return writeFile(name, f)
}
