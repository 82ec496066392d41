package demo

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/modules/community"
)

// agreements imports the invented agreements: one with each hromada of Vinnytsia oblast, and two around Konin, of which
// one ends soon. {+24} in a file is the day 24 days after the end of the story.
func (l *loader) agreements(ctx context.Context) error {
	for file, lang := range map[string]string{"agreements.csv": "uk", "agreements_pl.csv": "pl"} {
		if err := l.agreementFile(ctx, file, lang); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func (l *loader) agreementFile(ctx context.Context, file, lang string) error {
	dir, err := os.MkdirTemp("", "reeve-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name, err := unpack(dir, file)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	days := regexp.MustCompile(`\{([+-]\d+)\}`)
	raw = days.ReplaceAllFunc(raw, func(word []byte) []byte {
		n, _ := strconv.Atoi(string(days.FindSubmatch(word)[1])) // digits, as the expression says
		return []byte(l.storyEnd().AddDate(0, 0, n).Format(time.DateOnly))
	})
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		return err
	}
	r, err := l.a.Community.Import(ctx, community.ImportOptions{File: name, Lang: lang, Actor: db.System()})
	if err == nil && r.Rejected > 0 {
		err = fmt.Errorf("%d rows rejected, first %+v", r.Rejected, r.Bad[0])
	}
	return err
}
