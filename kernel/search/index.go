package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/db"
)

// Text is what a record says in one language.
type Text struct {
	Lang   string // BCP 47; of the text
	Text   string
	Weight int64 // of a word in it: a title's counts more than a description's; at least 1
}

// Put makes a record findable by its texts, instead of by those it had before. kind is that of the record.
func Put(tx *db.Tx, kind, doc string, texts []Text) error {
	if err := Remove(tx, kind, doc); err != nil {
		return err
	}
	weights := map[string]int64{}
	for _, t := range texts {
		for _, term := range Terms(t.Text, t.Lang) {
			weights[term] += max(1, t.Weight)
		}
	}
	terms := make([]string, 0, len(weights))
	for t := range weights {
		terms = append(terms, t)
	}
	slices.Sort(terms) // one order of rows for everybody
	for _, t := range terms {
		if _, err := tx.Exec("INSERT INTO search_posting (kind, term, doc, weight) VALUES ($1, $2, $3, $4)", kind, []byte(t), doc, weights[t]); err != nil {
			return err
		}
	}
	return nil
}

// Remove makes a record unfindable.
func Remove(tx *db.Tx, kind, doc string) error {
	_, err := tx.Exec("DELETE FROM search_posting WHERE kind = $1 AND doc = $2", kind, doc)
	return err
}

// Hit is a record that was found.
type Hit struct {
	Doc   string
	Score float64
}

// most records that one word is looked up for: what stands everywhere tells nothing.
const most = 20_000

// Find gives the records of a kind in which every word of the query stands, the best first and at most limit. The last
// word may be a beginning. A query without words finds nothing.
func Find(q db.Reader, kind, query string, limit int) ([]Hit, error) {
	words := Words(query, "")
	if len(words) > 12 {
		words = words[:12]
	}
	scores := map[string]float64{}
	for i, w := range words {
		found, err := lookup(q, kind, w, i == len(words)-1)
		if err != nil {
			return nil, err
		}
		rare := math.Log(1 + float64(most)/float64(1+len(found)))
		next := map[string]float64{}
		for doc, weight := range found {
			if before, ok := scores[doc]; ok || i == 0 {
				next[doc] = before + rare*float64(weight)/(float64(weight)+2)
			}
		}
		if scores = next; len(scores) == 0 {
			return nil, nil
		}
	}
	hits := make([]Hit, 0, len(scores))
	for doc, s := range scores {
		hits = append(hits, Hit{doc, s})
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Doc, b.Doc)) })
	return hits[:min(limit, len(hits))], nil
}

// lookup gives the records with a word, with the weight that it has there.
func lookup(q db.Reader, kind, word string, beginning bool) (map[string]int64, error) {
	out := map[string]int64{}
	take := func(scan db.Scan) error {
		var doc string
		var weight int64
		err := scan(&doc, &weight)
		out[doc] = max(out[doc], weight)
		return err
	}
	for _, t := range alternatives(word) {
		if err := db.Each(q, take, "SELECT doc, weight FROM search_posting WHERE kind = $1 AND term = $2 LIMIT 20000", kind, []byte(t)); err != nil {
			return nil, err
		}
	}
	if beginning && utf8.RuneCountInString(word) >= 3 {
		for _, t := range []string{word, latinOf(word)} {
			if err := db.Each(q, take, "SELECT doc, weight FROM search_posting WHERE kind = $1 AND term >= $2 AND term < $3 LIMIT 20000", kind, []byte(t), append([]byte(t), 0xff)); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func latinOf(word string) string { return strings.Join(Words(word, "sr"), "") }
