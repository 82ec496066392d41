package places

import (
	"cmp"
	"slices"
	"strings"
)

// names finds places by the beginning of their name or of a word in it. It is sorted by key.
type names []nameEntry

type nameEntry struct {
	key   string
	place *Place
	word  bool // the key begins with a later word of the name
}

func namesOf(all []Place) names {
	var n names
	for i := range all {
		p := &all[i]
		seen := map[string]bool{}
		add := func(name string) {
			key := fold(name)
			for word := false; key != ""; word = true {
				if !seen[key] {
					seen[key] = true
					n = append(n, nameEntry{key, p, word})
				}
				_, key, _ = strings.Cut(key, " ")
			}
		}
		for tag, name := range p.Names {
			add(name)
			if hasCyrillic(name) {
				add(inLatin(name, tag))
			}
		}
		add(p.Code)
	}
	slices.SortFunc(n, func(a, b nameEntry) int { return cmp.Or(cmp.Compare(a.key, b.key), byCode(*a.place, *b.place)) })
	return n
}

// Search finds places by the beginning of their name, of a word in it, or of their code, in any of the
// place's languages, with or without diacritics, in Cyrillic or as written in Latin. Whole names come first,
// then names that begin so, then by population. Only what is valid on the snapshot's day.
func (s *Snapshot) Search(prefix string, limit int) []Place {
	best := map[*Place]int{}
	for tag, text := range map[string]string{"": prefix, "uk": inLatin(prefix, "uk"), "sr": inLatin(prefix, "sr")} {
		if tag != "" && !hasCyrillic(prefix) {
			continue
		}
		s.match(fold(text), best)
	}
	found := make([]*Place, 0, len(best))
	for p := range best {
		found = append(found, p)
	}
	slices.SortFunc(found, func(a, b *Place) int {
		return cmp.Or(cmp.Compare(best[a], best[b]), cmp.Compare(people(b), people(a)), cmp.Compare(a.Code, b.Code))
	})
	all := make([]Place, 0, min(limit, len(found)))
	for _, p := range found[:min(limit, len(found))] {
		all = append(all, *p)
	}
	return all
}

// match notes for every place found how good the best match is: 0 = the whole name.
func (s *Snapshot) match(key string, best map[*Place]int) {
	if key == "" {
		return
	}
	i, _ := slices.BinarySearchFunc(s.names, key, func(e nameEntry, key string) int { return cmp.Compare(e.key, key) })
	for ; i < len(s.names) && strings.HasPrefix(s.names[i].key, key); i++ {
		e := s.names[i]
		grade := 1
		if e.word {
			grade = 2
		} else if e.key == key {
			grade = 0
		}
		if had, ok := best[e.place]; s.holds(e.place) && (!ok || grade < had) {
			best[e.place] = grade
		}
	}
}

func people(p *Place) int64 {
	if p.Population == nil {
		return -1
	}
	return *p.Population
}
