package ref

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// legible returns a piece of somebody's file so that it can stand in an error:
// short, on one line, and without what a terminal would obey.
func legible(s string) string {
	const limit = 80
	if s == "" {
		return `""`
	}
	if utf8.RuneCountInString(s) > limit {
		s = string([]rune(s)[:limit]) + "…"
	}
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}

// shapeText writes a shape as this package's comments do: (3, 4), (3), ().
func shapeText(shape []int) string {
	dims := make([]string, len(shape))
	for i, d := range shape {
		dims[i] = strconv.Itoa(d)
	}
	return "(" + strings.Join(dims, ", ") + ")"
}

// reason returns what the operating system said, without the path that the
// sentence names already.
func reason(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	case err == io.EOF:
		return io.ErrUnexpectedEOF.Error()
	default:
		return err.Error()
	}
}
