package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// errNoServer means that nobody has said which server takes mail.
var errNoServer = errors.New("no server")

// transmit hands one message to the server.
func (o *Outbox) transmit(ctx context.Context, set server, w waiting) error {
	if set.Host == "" {
		return errNoServer
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(set.From); err != nil {
		return err
	}
	if err := m.To(w.To); err != nil {
		return err
	}
	_, domain, _ := strings.Cut(set.From, "@")
	m.SetMessageIDWithValue(w.messageID + "@" + domain)
	m.SetDateWithValue(w.queued)
	m.Subject(w.Subject)
	m.SetGenHeader("Content-Language", w.Lang)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers from machines, please
	if w.Unsubscribe != "" {
		m.SetGenHeaderPreformatted("List-Unsubscribe", "<"+w.Unsubscribe+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, w.Text)
	options := []gomail.Option{gomail.WithPort(int(set.Port)), gomail.WithTimeout(tryTime / 2), gomail.WithoutNoop(), gomail.WithoutRset(),
		gomail.WithTLSConfig(&tls.Config{ServerName: set.Host, RootCAs: o.Roots, MinVersion: tls.VersionTLS12})}
	switch set.TLS {
	case Implicit:
		options = append(options, gomail.WithSSL())
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if set.Username != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if set.TLS == Plain { // only to the same machine, see Settings.check
			auth = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(set.Username), gomail.WithPassword(set.password))
	}
	client, err := gomail.NewClient(set.Host, options...)
	if err != nil {
		return err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	err = client.SendWithSMTPClient(conn, m)
	_ = client.CloseWithSMTPClient(conn) // once it has taken the message, nothing that follows makes it untaken
	return err
}

// reason is what is kept of a failure: the server's codes, never its words, since they repeat the address. forever
// tells that trying again makes no sense.
func reason(err error) (why string, forever bool) {
	var refused *gomail.SendError
	switch {
	case err == nil:
		return "", false
	case errors.Is(err, errNoServer):
		return "no_server", false
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout", false
	case errors.As(err, &refused) && refused.ErrorCode() > 0:
		code := refused.ErrorCode()
		return strings.TrimSpace(strconv.Itoa(code) + " " + refused.EnhancedStatusCode()), code >= 500
	}
	var answer *textproto.Error
	if errors.As(err, &answer) { // before the message: signing in was refused, say, which somebody can mend
		return strconv.Itoa(answer.Code), false
	}
	return "unreachable", false
}
