package demo

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// site is data/site.json: what the installation is called, and its legal texts by kind and language.
type site struct {
	Settings  config.Settings              `json:"settings"`
	Programme programme                    `json:"programme"`
	Legal     map[string]map[string]string `json:"legal"`
}

type programme struct {
	Slug    string    `json:"slug"`
	Slogans i18n.Text `json:"slogans"`
}

func readSite() (s site, err error) {
	err = readJSON("site.json", &s)
	return s, err
}

func readJSON(name string, to any) error {
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, to)
}

func (l *loader) settings(ctx context.Context) error {
	if l.a.Settings.Get().Synthetic {
		return nil
	}
	err := l.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		for _, kind := range slices.Sorted(maps.Keys(l.site.Legal)) {
			for _, lang := range slices.Sorted(maps.Keys(l.site.Legal[kind])) {
				if err := l.a.Settings.SaveLegal(tx, kind, i18n.Lang(lang), l.site.Legal[kind][lang]); err != nil {
					return err
				}
			}
		}
		return l.a.Settings.Save(tx, l.site.Settings)
	})
	if err != nil {
		return err
	}
	return l.a.Settings.Refresh(ctx)
}

// programme stores the programme, which says that all is there.
func (l *loader) programme(ctx context.Context) error {
	return l.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		_, err := l.a.Places.SetProgramme(tx, places.Programme{Slug: l.site.Programme.Slug, Names: l.site.Settings.Name, Slogans: l.site.Programme.Slogans})
		return err
	})
}
