package community

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
)

// opened is a post that stands on an agreement.
type opened struct {
	ID, Post, Agreement string
	On                  string // day
	Ended               string // day from which no agreement in force is behind it; empty = one is
	Version             int64
}

func scanOpened(scan db.Scan) (o opened, err error) {
	return o, scan(&o.ID, &o.Post, &o.Agreement, &o.On, &o.Ended, &o.Version)
}

const openedColumns = `x.id, x.post, x.agreement, x.opened_on, COALESCE(x.ended_on, ''), x.version`

func openedBy(q db.Reader, agreement string) ([]opened, error) {
	return db.All(q, scanOpened, `SELECT `+openedColumns+` FROM post_agreement x WHERE x.agreement = $1 ORDER BY x.id`, agreement)
}

// openPosts lets an agreement that comes into force open its posts: those named before, and officers' posts of its
// territory that stand on no other agreement, as many as were agreed (all where no number was).
func (c *Community) openPosts(tx *db.Tx, a Agreement) error {
	if !a.OpensPosts {
		return nil
	}
	have, err := openedBy(tx, a.ID)
	if err != nil {
		return err
	}
	for _, o := range have {
		if o.Ended == "" {
			continue
		}
		if _, err := tx.Exec("UPDATE post_agreement SET ended_on = NULL, version = version + 1 WHERE id = $1", o.ID); err != nil {
			return err
		}
		if err := c.recordPost(tx, audit.Alteration, "community.post.open", o.ID, a, "agreement in force"); err != nil {
			return err
		}
	}
	free, err := db.Strings(tx, `SELECT DISTINCT t.id FROM post t JOIN place_ancestor pa ON pa.place = t.place JOIN agreement_place ap ON ap.place = pa.ancestor
		WHERE ap.agreement = $1 AND t.role = 'officer' AND NOT EXISTS (SELECT 1 FROM post_agreement x WHERE x.post = t.id AND x.ended_on IS NULL) ORDER BY t.id`, a.ID)
	if err != nil {
		return err
	}
	for n, post := range free {
		if a.PostsAgreed > 0 && int64(len(have)+n) >= a.PostsAgreed {
			return nil
		}
		if err := c.openPost(tx, a, post); err != nil {
			return err
		}
	}
	return nil
}

// openPost lets an agreement open one post.
func (c *Community) openPost(tx *db.Tx, a Agreement, post string) error {
	var known int
	if err := tx.QueryRow("SELECT count(*) FROM post_agreement WHERE post = $1 AND agreement = $2", post, a.ID).Scan(&known); err != nil || known > 0 {
		return err
	}
	o := opened{ID: id.At(tx.Now()), Post: post, Agreement: a.ID, On: a.Begins(), Version: 1}
	if day := c.dayAt(a.Place, tx.Now()); a.Last() != "" && day > a.Last() {
		o.Ended = addDays(a.Last(), 1)
	}
	if _, err := tx.Exec("INSERT INTO post_agreement (id, post, agreement, opened_on, ended_on, version) VALUES ($1, $2, $3, $4, $5, $6)",
		o.ID, o.Post, o.Agreement, o.On, db.NullText(o.Ended), o.Version); err != nil {
		return err
	}
	return c.recordPost(tx, audit.Collection, "community.post.open", o.ID, a, "")
}

// handPosts lets the agreement that follows open what the one before it has opened.
func (c *Community) handPosts(tx *db.Tx, from, to Agreement) error {
	if !to.OpensPosts {
		return nil
	}
	all, err := openedBy(tx, from.ID)
	for _, o := range all {
		if err == nil && o.Ended == "" {
			err = c.openPost(tx, to, o.Post)
		}
	}
	return err
}

// flagPosts marks the posts of an agreement that has ended, with the reason in the log.
func (c *Community) flagPosts(tx *db.Tx, a Agreement) error {
	all, err := openedBy(tx, a.ID)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Ended != "" {
			continue
		}
		if _, err := tx.Exec("UPDATE post_agreement SET ended_on = $2, version = version + 1 WHERE id = $1", o.ID, addDays(a.Last(), 1)); err != nil {
			return err
		}
		if err := c.recordPost(tx, audit.Alteration, "community.post.flag", o.ID, a, a.Number+": last day "+a.Last()); err != nil {
			return err
		}
		if err := c.PostMade(tx, o.Post); err != nil { // another agreement may take it over
			return err
		}
	}
	return nil
}

func (c *Community) recordPost(tx *db.Tx, op audit.Operation, action, id string, a Agreement, why string) error {
	return c.Log.Record(tx, audit.Entry{Operation: op, Action: action, Kind: KindPost, ID: id, Place: a.Place, Org: a.Org, Justification: why})
}

// PostMade lets the agreement in force at a post's place open it, where that agreement opens posts and has not yet
// opened as many as were agreed. Where there is none nothing happens: posts exist without agreements too.
func (c *Community) PostMade(tx *db.Tx, post string) error {
	all, err := db.All(tx, scanAgreement, `SELECT `+agreementColumns+` FROM agreement a WHERE a.running = TRUE AND a.opens_posts = TRUE
		AND (a.posts_agreed = 0 OR a.posts_agreed > (SELECT count(*) FROM post_agreement x WHERE x.agreement = a.id))
		AND EXISTS (SELECT 1 FROM agreement_place ap JOIN place_ancestor pa ON pa.ancestor = ap.place JOIN post t ON t.place = pa.place
			WHERE ap.agreement = a.id AND t.id = $1)
		AND NOT EXISTS (SELECT 1 FROM post_agreement y WHERE y.agreement = a.id AND y.post = $1) ORDER BY a.valid_from, a.id LIMIT 1`, post)
	if err != nil || len(all) == 0 {
		return err
	}
	return c.openPost(tx, all[0], post)
}

// Flagged tells of posts that stand on agreements whether none of these is in force on a day: post to the first day
// without one.
func Flagged(q db.Reader, day string) (map[string]string, error) {
	type row struct {
		post string
		a    Agreement
	}
	rows, err := db.All(q, func(scan db.Scan) (v row, err error) {
		dest, finish := v.a.destinations()
		if err = scan(append([]any{&v.post}, dest...)...); err != nil {
			return v, err
		}
		return v, finish()
	}, `SELECT x.post, `+agreementColumns+` FROM post_agreement x JOIN agreement a ON a.id = x.agreement`)
	if err != nil {
		return nil, err
	}
	since, stands := map[string]string{}, map[string]bool{}
	for _, v := range rows {
		if v.a.HoldsOn(day) {
			stands[v.post] = true
		} else if last := v.a.Last(); last != "" && last < day {
			since[v.post] = max(since[v.post], addDays(last, 1))
		}
	}
	for post := range stands {
		delete(since, post)
	}
	return since, nil
}
