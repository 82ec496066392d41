package commands

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// ExchangeCmd groups what is done with messages between nodes. Whoever has the data folder counts as one person on shift:
// what a command sends goes out at once, and is to be reviewed afterwards.
type ExchangeCmd struct {
	Send     ExchangeSend     `cmd:"" help:"Send a request or information; ends with its id."`
	List     ExchangeList     `cmd:"" help:"What came and what was sent, the nearest limit first."`
	Show     ExchangeShow     `cmd:"" help:"One request with its thread, clock and receipts."`
	Classify ExchangeClassify `cmd:"" help:"Say whether what is asked for is directly or indirectly accessible; the limit follows."`
	Assign   ExchangeAssign   `cmd:"" help:"Give a request to a unit's mailbox."`
	Clarify  ExchangeClarify  `cmd:"" help:"Ask about a request, or answer the last question about ours."`
	Delay    ExchangeDelay    `cmd:"" help:"Give notice that an authorisation takes longer."`
	Answer   ExchangeAnswer   `cmd:"" help:"Answer a request, whole or in part; ends with the answer's id."`
	Refuse   ExchangeRefuse   `cmd:"" help:"Refuse a request, with the ground."`
	Withdraw ExchangeWithdraw `cmd:"" help:"Withdraw our request."`
	Close    ExchangeClose    `cmd:"" help:"Close what has come to its end."`
	Forward  ExchangeForward  `cmd:"" help:"Pass a message on to another node, if its codes allow it; ends with the new id."`
	Consent  ExchangeConsent  `cmd:"" help:"Ask for, grant, deny or withdraw consent."`
	Restrict ExchangeRestrict `cmd:"" help:"Tighten the codes of what we gave; every holder must follow."`
	Keep     ExchangeKeep     `cmd:"" help:"Keep a request whose review is due."`
	Erase    ExchangeErase    `cmd:"" help:"Erase what a request and its thread say; that they existed stays provable."`
	Evidence ExchangeEvidence `cmd:"" help:"Write what proves a message into one file."`
	Register ExchangeRegister `cmd:"" help:"Register what came or went by another channel."`
	Exercise ExchangeExercise `cmd:"" help:"Training: begin an exercise, see who handled it rightly."`
	Counts   ExchangeCounts   `cmd:"" help:"Write the counts and times of a year, signed, for an installation that plans."`
}

// byCommand is the reason kept with what a command sends: nobody else was asked.
const byCommand = "request.by_command"

// requests is the door, or the complaint that this folder is no node.
func (c *Context) requests() (*request.Requests, error) {
	if c.App.Exchange == nil || c.App.Exchange.Own == nil {
		return nil, errs.New(errs.Unavailable, "request.no_node")
	}
	return c.App.Exchange.Requests, nil
}

// guarded lets ids begin with a minus on the command line: they would be taken for flags.
func guarded(args []string) []string {
	if len(args) == 0 || args[0] != "exchange" {
		return args
	}
	out := append([]string{}, args...)
	for i, a := range out {
		if strings.HasPrefix(a, "-") && wire.ID(a).Valid() {
			out[i] = idMark + a
		}
	}
	return out
}

const idMark = "id:"

// ID is the name of a message, or the ref of a request.
type ID string

func (i ID) name() string { return strings.TrimPrefix(string(i), idMark) }

// Body is what a message says.
type Body struct {
	Subject    string   `help:"In one line, what it is about."`
	TextFile   string   `help:"File with the text; - reads it from the standard input." placeholder:"FILE"`
	Text       string   `help:"The text itself, where there is no file."`
	Attach     []string `help:"File to attach, at most 50 MB; may be repeated." placeholder:"FILE" sep:"none"`
	Handling   []string `help:"Handling codes: H0, H1, H2, H3." placeholder:"H2"`
	Evaluation string   `help:"Grade: source A, B, C or X, information 1 to 4." placeholder:"B2"`
	Expires    string   `help:"With H3: the last day of use." placeholder:"DATE"`
	DeleteBy   string   `help:"With H3: the day by which it is erased." placeholder:"DATE"`
	Only       []string `help:"With H3: the only accounts or units that may open it."`
	Note       string   `help:"With H3: what else."`
	Assessment bool     `help:"It is an assessment, and not a fact."`
	Lang       string   `help:"Language of the text." placeholder:"LANG"`
	OwnRef     string   `help:"Our reference."`
}

// content fills what a message says, and gives the files to attach.
func (b Body) content(c *Context, kind wire.Kind) (v request.Content, files []request.Attached, err error) {
	v = request.Content{Kind: kind, Subject: b.Subject, Text: b.Text, Lang: b.Lang, OwnRef: b.OwnRef}
	v.Grade, v.Codes.Basis = codes.Grade(b.Evaluation), codes.Fact
	if b.Assessment {
		v.Codes.Basis = codes.Assessment
	}
	for _, h := range b.Handling {
		v.Handling = append(v.Handling, codes.Handling(strings.ToUpper(strings.TrimSpace(h))))
	}
	if b.Expires != "" || b.DeleteBy != "" || len(b.Only) > 0 || b.Note != "" {
		v.Restrict = &codes.Restriction{Expires: b.Expires, DeleteBy: b.DeleteBy, Recipients: b.Only, Note: b.Note}
	}
	if b.TextFile != "" {
		text, err := c.text(b.TextFile)
		if err != nil {
			return v, nil, err
		}
		v.Text = text
	}
	for _, name := range b.Attach {
		f, err := c.attached(name)
		if err != nil {
			return v, nil, err
		}
		files = append(files, f)
	}
	return v, files, nil
}

// mostText is more than any text may have.
const mostText = 1 << 20

func (c *Context) text(name string) (string, error) {
	var in io.Reader = c.Stdin
	if name != "-" {
		f, err := os.Open(c.Path(name))
		if err != nil {
			return "", errs.Wrap(err, errs.NotFound, "request.no_file", "file", name)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, mostText+1))
	if err == nil && len(b) > mostText {
		err = errs.Bad("text", "request.text_long", "most", mostText)
	}
	return string(b), err
}

func (c *Context) attached(name string) (request.Attached, error) {
	path := c.Path(name)
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return request.Attached{}, errs.Wrap(err, errs.NotFound, "request.no_file", "file", name)
	}
	if info.Size() > wire.MaxFile {
		return request.Attached{}, errs.New(errs.TooLarge, "request.file_large", "file", name, "most", wire.MaxFile>>20)
	}
	return request.FromPath(path, info.Size()), nil
}

// submit sends a message at once and prints its id last.
func (c *Context) submit(s *request.Requests, v request.Content, about *request.Request, files []request.Attached) error {
	msg, err := s.Submit(c.Context, db.System(), v, about, byCommand, files...)
	if err != nil {
		return err
	}
	return c.sent(msg)
}

func (c *Context) sent(msg message.Message) error {
	_, err := fmt.Fprintf(c.Stdout, "case %s, %s\n%s\n", msg.Envelope.Case, msg.State, msg.ID)
	return err
}

// reply sends a message about a request.
func (c *Context) reply(id ID, v request.Content, files []request.Attached) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	if len(v.Handling) == 0 {
		v.Handling = []codes.Handling{codes.H0}
	}
	var about request.Request
	err = c.App.DB.Read(c.Context, func(q *db.Snapshot) (err error) { v, about, err = s.Reply(q, id.name(), v); return err })
	if err != nil {
		return err
	}
	return c.submit(s, v, &about, files)
}

// act does something to a request in one transaction and says what state it is in.
func (c *Context) act(id ID, fn func(s *request.Requests, tx *db.Tx, what string) (request.Request, error)) error {
	s, err := c.requests()
	if err != nil {
		return err
	}
	var v request.Request
	if err := c.App.DB.Write(c.Context, db.System(), func(tx *db.Tx) (err error) { v, err = fn(s, tx, id.name()); return err }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "%s %s\n", v.Name(), v.Life.State)
	return err
}

func (c *Context) json(v any) error {
	e := json.NewEncoder(c.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
