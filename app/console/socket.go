package console

import (
	"errors"
	"net"
	"os"
	"path/filepath"
)

// maxAddress is how long a socket's path may be: the kernel's struct has 108 bytes, on some systems 104, with
// the zero at the end.
const maxAddress = 100

// at calls fn with a path to a name in dir that is short enough for a socket. Where dir's own is too long, it
// goes over a symbolic link in a private folder (0700) of the system's temporary folder, there only during fn.
func at(dir, name string, fn func(path string) error) error {
	path := filepath.Join(dir, name)
	if len(path) <= maxAddress {
		return fn(path)
	}
	base := os.TempDir()
	if len(base) > maxAddress/2 {
		base = "/tmp"
	}
	private, err := os.MkdirTemp(base, "reeve-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(private) // removes the link, not what it leads to
	link := filepath.Join(private, "d")
	if err := os.Symlink(dir, link); err != nil {
		return err
	}
	return fn(filepath.Join(link, name))
}

// listen makes the socket. It is bound in a folder of its own (0700), closed to others and moved to its name,
// so that it is never open to them and takes the place of a stale one.
func listen(dir string) (*net.UnixListener, error) {
	aside, err := os.MkdirTemp(dir, ".sock-") // 0700
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(aside)
	var l *net.UnixListener
	err = at(aside, "s", func(path string) (err error) {
		l, err = net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
		return err
	})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	bound := filepath.Join(aside, "s")
	if err := os.Chmod(bound, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if err := os.Rename(bound, filepath.Join(dir, socketName)); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// dial reaches the server of a folder.
func dial(dir string) (c net.Conn, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	err = at(dir, socketName, func(path string) (err error) {
		c, err = net.Dial("unix", path)
		return err
	})
	return c, err
}
